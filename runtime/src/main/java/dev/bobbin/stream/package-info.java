/**
 * Elements that come one by one, over time, and are made when they are asked for.
 *
 * <table>
 * <caption>Which one?</caption>
 * <tr><td>asking for elements, each answer may take its time
 *     <td>{@link dev.bobbin.stream.AsyncIterator}
 * <tr><td>writing code that makes them, and what is to be done with them
 *     <td>{@link dev.bobbin.stream.AsyncStream}
 * <tr><td>the same without any waiting, for plain Java
 *     <td>{@link dev.bobbin.stream.Generator}
 * <tr><td>elements from other tasks<td>{@link dev.bobbin.sync.AsyncQueue#iterator}
 * </table>
 *
 * <p>Start with {@link dev.bobbin.stream.AsyncStream#generate}. Streams belong to one loop and its
 * thread; {@link java.util.concurrent.Flow} is the bridge to others.
 */
@NullMarked
package dev.bobbin.stream;

import org.jspecify.annotations.NullMarked;
