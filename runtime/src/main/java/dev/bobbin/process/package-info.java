/**
 * Code on other JVMs of this machine, for what would keep a CPU busy for long, needs a heap of its
 * own, has to be killed, or may crash.
 * <!-- own JVM -->
 *
 * <pre>{@code
 * public class Answers {
 *
 *   @Async
 *   static Task<Void> main() {
 *     try (var pool = ProcessPool.of(2)) { // JVMs that start with the first calls
 *       System.out.println(await(pool.call(() -> 6 * 7))); // copied there, and the answer back
 *     } // they have ended
 *     return Task.done();
 *   }
 *
 *   public static void main(String[] args) {
 *     run(Answers::main);
 *   }
 * }
 * }</pre>
 *
 * <pre>
 * 42
 * </pre>
 *
 * <p>{@link dev.bobbin.Bobbin#compute compute} does with threads of this JVM, and is the simpler
 * choice where nothing has to be kept apart. For other programs than Java's there is {@link
 * dev.bobbin.net.AsyncProcess}.
 *
 * <p><b>Threads and order.</b> {@link dev.bobbin.process.ProcessPool#call call} is made on a loop's
 * thread, like any async call. Calls begin first come, first served, each on a process of its own,
 * and end in any order. Code and result are serialized.
 *
 * <p><b>Errors.</b> What the code throws is thrown by the await. A process that ends too early
 * fails its call with {@link dev.bobbin.process.ProcessPool.DiedException}, and another one takes
 * its place.
 */
@NullMarked
package dev.bobbin.process;

import org.jspecify.annotations.NullMarked;
