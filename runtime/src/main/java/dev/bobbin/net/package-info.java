/**
 * Sockets, files and processes for tasks: what waits for them is a task, and nothing in here blocks
 * the loop's thread.
 *
 * <pre>{@code
 * @Async
 * Task<Void> echo(AsyncSocket client) {
 *   String line = await(client.readLine());
 *   while (line != null) { // null at the end
 *     await(client.write("you said " + line + "\n"));
 *     line = await(client.readLine());
 *   }
 *   return Task.done();
 * }
 *
 * var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
 * try (var server = await(AsyncServer.listen(anyPort, client -> echo(client)));
 *     var socket = await(AsyncSocket.connect(server.localAddress()))) {
 *   await(socket.write("hello\n"));
 *   System.out.println(await(socket.readLine()));
 * } // both are closed, and the handler has ended
 * }</pre>
 *
 * <pre>
 * you said hello
 * </pre>
 *
 * <table>
 * <caption>What to use for what</caption>
 * <tr><td>serving others over TCP or Unix domain sockets
 *     <td>{@link dev.bobbin.net.AsyncServer#listen AsyncServer.listen}
 * <tr><td>talking to a server<td>{@link dev.bobbin.net.AsyncSocket#connect AsyncSocket.connect}
 * <tr><td>the same encrypted<td>{@link dev.bobbin.net.Tls}
 * <tr><td>packets over UDP<td>{@link dev.bobbin.net.AsyncDatagram}
 * <tr><td>a whole file at once, lines of a file, what is in a directory, copying and deleting
 *     <td>{@link dev.bobbin.net.AsyncFiles}
 * <tr><td>pieces of one file, at any position<td>{@link dev.bobbin.net.AsyncFile}
 * <tr><td>another program
 *     <td>{@link dev.bobbin.net.AsyncProcess#run(String...) AsyncProcess.run} to its end, {@link
 *     dev.bobbin.net.AsyncProcess#start(String...) start} to talk to it
 * </table>
 *
 * <p><b>Threads and order.</b> Everything belongs to the loop it was opened on, and is used on its
 * thread. A socket has one reader and one writer at a time; bytes arrive in the order in which they
 * were written. What is open is closed by a try-with-resources statement, whose end is an await.
 *
 * <p><b>Errors.</b> They are those of the JDK: an {@link java.io.IOException} or one of its
 * subclasses is in the task; name it to catch it, as in {@code await(task, IOException.class)}. A
 * cancelled read loses nothing.
 */
@NullMarked
package dev.bobbin.net;

import org.jspecify.annotations.NullMarked;
