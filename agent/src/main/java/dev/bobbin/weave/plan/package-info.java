/**
 * Decides what is kept where while a method is suspended, and how it comes back. Writes nothing.
 */
@NullMarked
package dev.bobbin.weave.plan;

import org.jspecify.annotations.NullMarked;
