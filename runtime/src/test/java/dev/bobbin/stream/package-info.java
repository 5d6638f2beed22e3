/** Tests of streams against the Reactive Streams' own kit. */
@NullMarked
package dev.bobbin.stream;

import org.jspecify.annotations.NullMarked;
