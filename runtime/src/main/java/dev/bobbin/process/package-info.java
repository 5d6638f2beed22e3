/**
 * Code on other JVMs of this machine. {@link dev.bobbin.process.ProcessPool} runs what would keep a
 * CPU busy for long, may need a heap of its own, or may crash.
 */
@NullMarked
package dev.bobbin.process;

import org.jspecify.annotations.NullMarked;
