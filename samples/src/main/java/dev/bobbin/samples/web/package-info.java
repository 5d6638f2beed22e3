/**
 * A poll on a web page: a database behind an HTTP server, and results that change while one looks.
 * {@code Poll} is the place to begin reading, {@link dev.bobbin.samples.web.Web} the program.
 * {@code VertxSession} awaits a library's futures, {@code JdbcSession} wraps a library that blocks.
 */
@NullMarked
package dev.bobbin.samples.web;

import org.jspecify.annotations.NullMarked;
