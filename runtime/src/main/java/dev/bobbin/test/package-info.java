/**
 * Tests of async code: in virtual time, in every order.
 *
 * <p>{@link dev.bobbin.test.AsyncTest} marks a JUnit test that awaits. It runs on an event loop of
 * its own whose time is virtual: where nothing can run, the clock jumps to the next timer, so a
 * test of an hour's timeouts takes milliseconds. What would hang fails instead, with a dump of all
 * tasks; so do tasks that a test leaves behind, and failures that nobody sees.
 *
 * <pre>{@code
 * class BackoffTest {
 *   @AsyncTest
 *   void waitsTwiceAsLongEachTime() {
 *     Server server = new Server(failures(3));
 *     long before = EventLoop.current().nanoTime();
 *     await(callWithBackoff(server));
 *     assertEquals(Duration.ofSeconds(1 + 2 + 4), Duration.ofNanos(EventLoop.current().nanoTime() - before));
 *   }
 *
 *   @AsyncTest(schedules = 1000)
 *   void noTransferIsLost() { ... }
 * }
 * }</pre>
 *
 * <p>With {@code schedules} the test runs again and again, each time in another order of what is
 * ready, and shows the order in which it failed. {@link dev.bobbin.test.VirtualLoop} is the loop
 * beneath, for use without JUnit.
 */
@NullMarked
package dev.bobbin.test;

import org.jspecify.annotations.NullMarked;
