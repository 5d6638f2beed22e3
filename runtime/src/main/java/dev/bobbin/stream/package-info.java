/**
 * Elements that come one by one, over time, and are made when they are asked for.
 *
 * <pre>{@code
 * AsyncStream<Integer> temperatures =
 *     AsyncStream.generate(
 *         out -> {
 *           for (int degrees = 19; ; degrees++) {
 *             await(sleep(Duration.ofMillis(10))); // stands for a sensor
 *             await(out.emit(degrees)); // goes on when the next one is asked for
 *           }
 *         });
 * await(
 *     temperatures
 *         .filter(degrees -> degrees % 2 == 0)
 *         .take(2)
 *         .forEach(
 *             degrees -> {
 *               System.out.println(degrees + " degrees");
 *               return Task.done();
 *             }));
 * }</pre>
 *
 * <pre>
 * 20 degrees
 * 22 degrees
 * </pre>
 *
 * <table>
 * <caption>What to use for what</caption>
 * <tr><td>writing code that makes elements, and what is to be done with them
 *     <td>{@link dev.bobbin.stream.AsyncStream}
 * <tr><td>asking for elements one by one, in a loop of your own
 *     <td>{@link dev.bobbin.stream.AsyncIterator}
 * <tr><td>reactive libraries, in both directions
 *     <td>{@link dev.bobbin.stream.AsyncStream#from from}, {@link
 *     dev.bobbin.stream.AsyncStream#toPublisher toPublisher}
 * <tr><td>making elements without any waiting, for plain Java and without an event loop
 *     <td>{@link dev.bobbin.stream.Generator}
 * <tr><td>elements from other tasks<td>{@link dev.bobbin.sync.AsyncQueue#iterator}
 * </table>
 *
 * <p><b>Threads and order.</b> A stream belongs to one loop and is used on its thread. Its maker
 * runs only while somebody asks, so it is never ahead of who takes (back-pressure), and elements
 * arrive in the order in which they were emitted. {@link java.util.concurrent.Flow} is the bridge
 * to other threads.
 *
 * <p><b>Errors.</b> What the maker throws comes out of the await of who asks. Who stops early ends
 * the maker: its {@code finally} blocks run before the stream's task is done.
 */
@NullMarked
package dev.bobbin.stream;

import org.jspecify.annotations.NullMarked;
