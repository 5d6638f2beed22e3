package dev.bobbin.jmh;

import dev.bobbin.weave.ClassHierarchy;
import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.WovenClass;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
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
 * How long does it take to weave a class of about 3.5 KB with three async methods?
 *
 * <p>The baseline reads and writes the same classes with ASM and changes nothing, which is the
 * least that a rewriter of bytecode can do. A regression: more than twice the warm baseline's time
 * goes to what one weaving did before.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class WeaveBenchmark {
  private static final int CLASSES = 100;

  private final ClassHierarchy hierarchy = ClassHierarchy.of(name -> null);
  private List<byte[]> classFiles = List.of();

  @Setup
  public void generate() {
    classFiles = GeneratedClasses.withAsyncMethods(CLASSES);
  }

  @Benchmark
  @OperationsPerInvocation(CLASSES)
  public void copy(Blackhole blackhole) {
    for (byte[] classFile : classFiles) {
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(classFile).accept(writer, 0);
      blackhole.consume(writer.toByteArray());
    }
  }

  @Benchmark
  @OperationsPerInvocation(CLASSES)
  public void weave(Blackhole blackhole) {
    Weaver weaver = new Weaver(hierarchy);
    for (byte[] classFile : classFiles) {
      WovenClass woven = weaver.weave(classFile).orElseThrow();
      blackhole.consume(woven.classFile());
      blackhole.consume(woven.frameClasses());
    }
  }
}
