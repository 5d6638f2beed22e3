/**
 * Async/await for Java: methods that wait without holding a thread, on an event loop of one thread.
 *
 * <pre>{@code
 * import static dev.bobbin.Bobbin.*;
 *
 * import dev.bobbin.Async;
 * import dev.bobbin.Task;
 * import java.time.Duration;
 *
 * public class Greetings {
 *
 *   @Async
 *   static Task<String> greet(String name, int millis) {
 *     await(sleep(Duration.ofMillis(millis))); // suspended here; the thread is free for others
 *     return Task.of("Hello, " + name + "!");
 *   }
 *
 *   @Async
 *   static Task<Void> greetBoth() {
 *     Task<String> ada = greet("Ada", 40); // has begun
 *     Task<String> bob = greet("Bob", 20); // so both wait at the same time
 *     System.out.println(await(ada) + " " + await(bob));
 *     return Task.done();
 *   }
 *
 *   public static void main(String[] args) {
 *     run(Greetings::greetBoth); // this thread is the event loop until it is done
 *   }
 * }
 * }</pre>
 *
 * <pre>
 * Hello, Ada! Hello, Bob!
 * </pre>
 *
 * <p>Such a class has to be woven, by the agent while it is loaded or by the Maven plugin in the
 * build; until then its {@code await} throws {@link dev.bobbin.NotWovenException}, which says how.
 *
 * <table>
 * <caption>What to use for what</caption>
 * <tr><td>a method that awaits, and what it returns
 *     <td>{@link dev.bobbin.Async}, {@link dev.bobbin.Task}
 * <tr><td>waiting for a stage, of this library or any other
 *     <td>{@link dev.bobbin.Bobbin#await(java.util.concurrent.CompletionStage) await}
 * <tr><td>running a program's async code
 *     <td>{@link dev.bobbin.Bobbin#run run}; {@link dev.bobbin.EventLoop} for a thread of its own, a
 *     host such as a GUI, timers, settings
 * <tr><td>several things at once
 *     <td>{@link dev.bobbin.Bobbin#all(java.util.Collection) all},
 *     {@link dev.bobbin.Bobbin#any(java.util.Collection) any},
 *     {@link dev.bobbin.Bobbin#settle(java.util.Collection) settle},
 *     {@link dev.bobbin.Bobbin#each each}, {@link dev.bobbin.Bobbin#forEach forEach};
 *     {@link dev.bobbin.TaskGroup} for a block that none of them outlives
 * <tr><td>time limits
 *     <td>{@link dev.bobbin.Bobbin#timeout timeout} for a call, {@link dev.bobbin.Deadline} for a
 *     block
 * <tr><td>stopping a task, or not
 *     <td>{@link dev.bobbin.Task#cancel(String) cancel}, {@link dev.bobbin.Bobbin#shield shield},
 *     {@link dev.bobbin.Bobbin#uncancellable uncancellable}
 * <tr><td>calls that block, and busy CPUs
 *     <td>{@link dev.bobbin.Bobbin#blocking blocking}, {@link dev.bobbin.Bobbin#compute compute},
 *     {@link dev.bobbin.Bobbin#on on} an executor; {@link dev.bobbin.process}
 * <tr><td>what is open and has to be closed<td>{@link dev.bobbin.AsyncCloseable}
 * <tr><td>what belongs to a request
 *     <td>{@link dev.bobbin.TaskLocal}, {@link dev.bobbin.ContextElement}
 * <tr><td>what the tasks are doing
 *     <td>{@link dev.bobbin.EventLoop#dump dump}, {@link dev.bobbin.EventLoopMXBean}
 * <tr><td>locks, queues, waiting for each other<td>{@link dev.bobbin.sync}
 * <tr><td>values that come over time<td>{@link dev.bobbin.stream}
 * <tr><td>sockets, files, other programs<td>{@link dev.bobbin.net}
 * <tr><td>tests, in virtual time<td>{@link dev.bobbin.test}
 * </table>
 *
 * <p><b>Threads and order.</b> All code of a loop runs on the loop's one thread, one step after the
 * other. Between two awaits nothing else runs there, so what only the tasks of a loop use needs no
 * lock. An async call runs at once, on its caller's stack, up to its first await that has to wait;
 * it goes on in the loop on which it began, whichever thread completed what it awaited. Who waits
 * for the same task goes on in the order in which they came. What may be called on other threads
 * says so, and nothing may block the loop's.
 *
 * <p><b>Errors.</b> An async call never throws: what its code throws is in its task, and {@code
 * await} throws that same object, checked exceptions too. Cancelling throws {@link
 * java.util.concurrent.CancellationException} where the task waits. Time limits are {@link
 * java.time.Duration}s, measured by the loop's own clock ({@link dev.bobbin.Ticker}).
 */
@NullMarked
package dev.bobbin;

import org.jspecify.annotations.NullMarked;
