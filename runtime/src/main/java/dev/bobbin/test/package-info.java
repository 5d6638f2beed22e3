/**
 * Tests of async code: in virtual time, in every order.
 *
 * <pre>{@code
 * class BackoffTest {
 *
 *   private int calls;
 *
 *   @Async
 *   private Task<Void> callWithBackoff() {
 *     for (int pause = 1; ++calls < 4; pause *= 2) { // the server fails three times
 *       await(sleep(Duration.ofSeconds(pause)));
 *     }
 *     return Task.done();
 *   }
 *
 *   @AsyncTest
 *   void waitsTwiceAsLongEachTime() { // takes no seven seconds
 *     long before = EventLoop.current().nanoTime();
 *     await(callWithBackoff());
 *     long took = EventLoop.current().nanoTime() - before;
 *     Assertions.assertEquals(Duration.ofSeconds(1 + 2 + 4), Duration.ofNanos(took));
 *   }
 *
 *   @AsyncTest(schedules = 1000)
 *   void inWhateverOrder() { // a thousand times, each time in another one
 *     List<String> said = new ArrayList<>();
 *     await(
 *         forEach(
 *             List.of("ada", "bob", "eve"),
 *             2,
 *             name -> {
 *               await(yieldNow());
 *               said.add(name);
 *               return Task.done();
 *             }));
 *     Assertions.assertEquals(Set.of("ada", "bob", "eve"), Set.copyOf(said));
 *   }
 * }
 * }</pre>
 *
 * <table>
 * <caption>What to use for what</caption>
 * <tr><td>a JUnit test that awaits<td>{@link dev.bobbin.test.AsyncTest}
 * <tr><td>finding what depends on the order of tasks
 *     <td>{@link dev.bobbin.test.AsyncTest#schedules schedules}
 * <tr><td>letting time pass by hand, or without JUnit<td>{@link dev.bobbin.test.VirtualLoop}
 * </table>
 *
 * <p><b>Time.</b> Each test runs on an event loop of its own whose time is virtual: where nothing
 * can run, the clock jumps to the next timer, so a test of an hour's timeouts takes milliseconds.
 * What would hang fails instead, with a dump of all tasks; so do tasks that a test leaves behind,
 * and failures that nobody sees.
 *
 * <p><b>Threads and order.</b> The test is the loop's main task and runs on JUnit's thread. With
 * {@code schedules} it runs again and again, each time in another order of what is ready, and shows
 * the order in which it failed, which can be repeated.
 */
@NullMarked
package dev.bobbin.test;

import org.jspecify.annotations.NullMarked;
