/**
 * One class a question, with the baseline it is held against beside it; the class comment says what
 * would be a regression. Start with {@link dev.bobbin.jmh.AwaitCompletedBenchmark}.
 */
@NullMarked
package dev.bobbin.jmh;

import org.jspecify.annotations.NullMarked;
