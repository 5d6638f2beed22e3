/**
 * Elements that come one by one, over time.
 *
 * @see dev.bobbin.stream.AsyncIterator
 */
@NullMarked
package dev.bobbin.stream;

import org.jspecify.annotations.NullMarked;
