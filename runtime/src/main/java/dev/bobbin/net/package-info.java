/**
 * The network for async code, on {@code java.nio}: sockets and servers over TCP and Unix domain
 * sockets. Nothing in here blocks the loop's thread.
 *
 * <p>Begin with {@link dev.bobbin.net.AsyncServer#listen} and {@link
 * dev.bobbin.net.AsyncSocket#connect}.
 */
@NullMarked
package dev.bobbin.net;

import org.jspecify.annotations.NullMarked;
