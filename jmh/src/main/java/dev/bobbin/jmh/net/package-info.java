/**
 * What a message costs a server. Processes are measured as a whole, so this is no JMH benchmark but
 * a program of its own: {@link dev.bobbin.jmh.net.NetBenchmark}.
 */
@NullMarked
package dev.bobbin.jmh.net;

import org.jspecify.annotations.NullMarked;
