package dev.bobbin.samples.cpu;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.compute;
import static dev.bobbin.Bobbin.settle;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.process.ProcessPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The same job three times, with a heart that should beat every 10 ms. On the loop itself the job
 * lets nobody else run, and the watchdog says so; {@code await} does not help, since nothing in the
 * job waits. On threads ({@code compute}) and in processes ({@link ProcessPool}) the loop only
 * waits for the job, and goes on.
 */
public final class CpuBound {

  private static final int PARTS = 4;

  private CpuBound() {}

  public static void main(String[] args) {
    int upTo = args.length == 0 ? 2_000_000 : Integer.parseInt(args[0]);
    try (EventLoop loop = EventLoop.builder().slowStep(Duration.ofMillis(100)).build()) {
      loop.run(() -> compare(upTo));
    }
  }

  @Async
  static Task<Void> compare(int upTo) {
    await(measure("on the loop", () -> onLoop(upTo)));
    await(measure("on threads", () -> onThreads(upTo)));
    await(measure("in processes", () -> inProcesses(upTo)));
    return Task.done();
  }

  @Async
  private static Task<Integer> onLoop(int upTo) {
    int primes = 0;
    for (int part = 0; part < PARTS; part++) {
      primes += primes(part, PARTS, upTo); // nobody else runs until this returns
    }
    return Task.of(primes);
  }

  @Async
  private static Task<Integer> onThreads(int upTo) {
    List<Task<Integer>> parts = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      int mine = part;
      parts.add(compute(() -> primes(mine, PARTS, upTo)));
    }
    return Task.of(sum(await(all(parts))));
  }

  @Async
  private static Task<Integer> inProcesses(int upTo) {
    try (ProcessPool pool = ProcessPool.of(2)) {
      List<Task<Integer>> parts = new ArrayList<>();
      for (int part = 0; part < PARTS; part++) {
        int mine = part;
        parts.add(pool.call(() -> primes(mine, PARTS, upTo))); // copied there, and the answer back
      }
      return Task.of(sum(await(all(parts))));
    }
  }

  /** Prints the answer, and what the heart says. */
  @Async
  private static Task<Void> measure(String where, Supplier<Task<Integer>> job) {
    Heartbeat heart = new Heartbeat();
    Task<Void> beating = heart.beat();
    long began = System.nanoTime();
    int primes = await(job.get());
    long took = System.nanoTime() - began;
    beating.cancel("the job is done");
    await(settle(List.of(beating)));
    System.out.printf(
        Locale.ROOT,
        "%-13s %d primes in %d ms; the heart beat %d times, at most %d ms late%n",
        where,
        primes,
        took / 1_000_000,
        heart.beats,
        heart.latest.toMillis());
    return Task.done();
  }

  /** A part of the job: a range of numbers, each divided by all that could divide it. */
  public static int primes(int part, int parts, int upTo) {
    int from = Math.max(2, (int) ((long) upTo * part / parts));
    int to = (int) ((long) upTo * (part + 1) / parts);
    int primes = 0;
    for (int n = from; n < to; n++) {
      boolean prime = true;
      for (int d = 2; prime && d * d <= n; d++) {
        prime = n % d != 0;
      }
      primes += prime ? 1 : 0;
    }
    return primes;
  }

  private static int sum(List<Integer> parts) {
    return parts.stream().mapToInt(Integer::intValue).sum();
  }
}
