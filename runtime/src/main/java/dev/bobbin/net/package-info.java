/**
 * Sockets, files and processes for tasks: what waits for them is a task, and nothing in here blocks
 * the loop's thread.
 *
 * <table>
 * <caption>Which one?</caption>
 * <tr><td>serving others over TCP or Unix domain sockets<td>{@link dev.bobbin.net.AsyncServer}
 * <tr><td>talking to a server<td>{@link dev.bobbin.net.AsyncSocket}
 * <tr><td>packets over UDP<td>{@link dev.bobbin.net.AsyncDatagram}
 * <tr><td>a whole file at once, lines of a file, what is in a directory, copying and deleting
 *     <td>{@link dev.bobbin.net.AsyncFiles}
 * <tr><td>pieces of one file, at any position<td>{@link dev.bobbin.net.AsyncFile}
 * <tr><td>another program<td>{@link dev.bobbin.net.AsyncProcess}
 * </table>
 *
 * <p>Begin with {@link dev.bobbin.net.AsyncServer#listen} and {@link
 * dev.bobbin.net.AsyncSocket#connect}, {@link dev.bobbin.net.AsyncFiles#readString}, or {@link
 * dev.bobbin.net.AsyncProcess#run}. What is open is closed by a try-with-resources statement, whose
 * end is an await. Everything belongs to the loop it was opened on and is used on its thread.
 */
@NullMarked
package dev.bobbin.net;

import org.jspecify.annotations.NullMarked;
