package dev.bobbin.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How many bytes does each primitive of Kotlin take that nobody uses?
 *
 * <p>Beside {@link IdleMemoryBenchmark}, with {@code -prof gc}; a deferred is what serves as an
 * event. Kotlin has no barrier, condition or lock for readers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
@Fork(1)
public class IdleMemoryPeersBenchmark {
  private static final int BLOCKS = 1000;

  @Benchmark
  public Object mutex() {
    return KotlinPrimitives.mutex();
  }

  @Benchmark
  public Object semaphore() {
    return KotlinPrimitives.semaphore();
  }

  @Benchmark
  public Object deferred() {
    return KotlinPrimitives.deferred();
  }

  @Benchmark
  public Object rendezvous() {
    return KotlinPrimitives.channel(0);
  }

  @Benchmark
  public Object channelOfOne() {
    return KotlinPrimitives.channel(1);
  }

  @Benchmark
  public Object channelOfMany() {
    return KotlinPrimitives.channel(1000);
  }

  @Benchmark
  public Object unboundedChannel() {
    return KotlinPrimitives.channel(Integer.MAX_VALUE);
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public int scope(Blackhole hole) {
    return KotlinPrimitives.openScopes(BLOCKS, hole);
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public int timeout(Blackhole hole) {
    return KotlinPrimitives.setTimeouts(BLOCKS, hole);
  }
}
