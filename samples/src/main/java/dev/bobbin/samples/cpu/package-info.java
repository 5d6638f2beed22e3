/**
 * Waiting and computing are two things: {@link dev.bobbin.samples.cpu.CpuBound} gives the same
 * computation to the loop, to other threads and to other processes, and looks at what becomes of
 * everybody else meanwhile.
 */
@NullMarked
package dev.bobbin.samples.cpu;

import org.jspecify.annotations.NullMarked;
