/**
 * A small HTTP/1.1 server (RFC 9112), to show what a protocol looks like in async style. {@link
 * dev.bobbin.samples.http.HttpServer} is what programs call; {@code Connection} is the place to
 * begin reading.
 *
 * <p>It is strict, since what two servers in a row read differently is how requests are smuggled:
 * lines end with CR LF, nothing is folded, a length is said once and in one way.
 */
@NullMarked
package dev.bobbin.samples.http;

import org.jspecify.annotations.NullMarked;
