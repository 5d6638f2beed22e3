/**
 * Async/await on an event loop. Start with {@link dev.bobbin.Bobbin}: {@code run} a lambda, {@code
 * await} a stage in it; {@link dev.bobbin.Async} marks a method that may do so.
 *
 * <p>All code of a loop runs on the loop's one thread, one callback after the other, so that it
 * needs no locks. What may be called from elsewhere says so. Time is measured in the loop's own
 * clock ({@link dev.bobbin.Ticker}).
 */
@NullMarked
package dev.bobbin;

import org.jspecify.annotations.NullMarked;
