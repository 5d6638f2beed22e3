package dev.bobbin.jmh;

import dev.bobbin.weave.AsyncScan;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does the agent cost a class that has no async code, as most have none?
 *
 * <p>The class is java.lang.String, one of the larger ones with some 47 KB; the baseline copies its
 * bytes. A regression: more than 5 microseconds, or any allocation ({@code -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ScanBenchmark {
  private final byte[] classFile = GeneratedClasses.withoutAsyncMethods();

  @Benchmark
  public byte[] copyBytes() {
    return classFile.clone();
  }

  @Benchmark
  public boolean scan() {
    return AsyncScan.mayContainAsync(classFile);
  }
}
