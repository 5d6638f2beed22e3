package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
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
 * What does a chain of 10 async calls cost in which nothing suspends?
 *
 * <p>The baselines are the same chain of plain methods, and of methods that return tasks and join
 * them. A regression: chains that allocate although HotSpot inlines them ({@code -prof gc}), or
 * that fall behind the joined ones.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CallChainBenchmark {
  private int start = 1;

  @Benchmark
  public int plain() {
    return Checked.result(plain1(start), 10);
  }

  @Benchmark
  public int joined() {
    return Checked.result(joined1(start).join(), 10);
  }

  @Benchmark
  public int woven() {
    return Checked.result(woven1(start).join(), 10);
  }

  @Benchmark
  public int future() {
    return Checked.result(FutureTasks.call1(start).join(), 10);
  }

  private static int plain1(int n) {
    return plain2(n) + 1;
  }

  private static int plain2(int n) {
    return plain3(n) + 1;
  }

  private static int plain3(int n) {
    return plain4(n) + 1;
  }

  private static int plain4(int n) {
    return plain5(n) + 1;
  }

  private static int plain5(int n) {
    return plain6(n) + 1;
  }

  private static int plain6(int n) {
    return plain7(n) + 1;
  }

  private static int plain7(int n) {
    return plain8(n) + 1;
  }

  private static int plain8(int n) {
    return plain9(n) + 1;
  }

  private static int plain9(int n) {
    return plain10(n) + 1;
  }

  private static int plain10(int n) {
    return n;
  }

  private static Task<Integer> joined1(int n) {
    return Task.of(joined2(n).join() + 1);
  }

  private static Task<Integer> joined2(int n) {
    return Task.of(joined3(n).join() + 1);
  }

  private static Task<Integer> joined3(int n) {
    return Task.of(joined4(n).join() + 1);
  }

  private static Task<Integer> joined4(int n) {
    return Task.of(joined5(n).join() + 1);
  }

  private static Task<Integer> joined5(int n) {
    return Task.of(joined6(n).join() + 1);
  }

  private static Task<Integer> joined6(int n) {
    return Task.of(joined7(n).join() + 1);
  }

  private static Task<Integer> joined7(int n) {
    return Task.of(joined8(n).join() + 1);
  }

  private static Task<Integer> joined8(int n) {
    return Task.of(joined9(n).join() + 1);
  }

  private static Task<Integer> joined9(int n) {
    return Task.of(joined10(n).join() + 1);
  }

  private static Task<Integer> joined10(int n) {
    return Task.of(n);
  }

  @Async
  private static Task<Integer> woven1(int n) {
    return Task.of(await(woven2(n)) + 1);
  }

  @Async
  private static Task<Integer> woven2(int n) {
    return Task.of(await(woven3(n)) + 1);
  }

  @Async
  private static Task<Integer> woven3(int n) {
    return Task.of(await(woven4(n)) + 1);
  }

  @Async
  private static Task<Integer> woven4(int n) {
    return Task.of(await(woven5(n)) + 1);
  }

  @Async
  private static Task<Integer> woven5(int n) {
    return Task.of(await(woven6(n)) + 1);
  }

  @Async
  private static Task<Integer> woven6(int n) {
    return Task.of(await(woven7(n)) + 1);
  }

  @Async
  private static Task<Integer> woven7(int n) {
    return Task.of(await(woven8(n)) + 1);
  }

  @Async
  private static Task<Integer> woven8(int n) {
    return Task.of(await(woven9(n)) + 1);
  }

  @Async
  private static Task<Integer> woven9(int n) {
    return Task.of(await(woven10(n)) + 1);
  }

  @Async
  private static Task<Integer> woven10(int n) {
    return Task.of(n);
  }
}
