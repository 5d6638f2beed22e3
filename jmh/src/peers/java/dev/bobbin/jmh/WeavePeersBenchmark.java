package dev.bobbin.jmh;

import com.ea.async.instrumentation.Transformer;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How long does EA Async take to weave a class with three async methods?
 *
 * <p>Beside {@link WeaveBenchmark}: the same class with EA Async's await, compiled for Java 8, as
 * it reads nothing newer than Java 12.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class WeavePeersBenchmark {
  private static final int CLASSES = 100;

  private final ClassLoader loader = Objects.requireNonNull(getClass().getClassLoader());
  private List<byte[]> classFiles = List.of();

  @Setup
  public void generate() {
    classFiles = EaClasses.withAsyncMethods(CLASSES);
  }

  @Benchmark
  @OperationsPerInvocation(CLASSES)
  public void eaAsync(Blackhole blackhole) {
    Transformer transformer = new Transformer();
    for (byte[] classFile : classFiles) {
      byte[] woven = transformer.instrument(loader, new ByteArrayInputStream(classFile));
      blackhole.consume(Objects.requireNonNull(woven));
    }
  }
}
