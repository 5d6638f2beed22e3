package dev.bobbin.jmh;

import static com.ea.async.Async.await;
import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The workloads as users of EA Async write them. */
final class EaTasks {
  private EaTasks() {}

  static CompletableFuture<Integer> awaitDone(CompletableFuture<Integer> done, int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += await(done);
    }
    return completedFuture(sum);
  }

  static CompletableFuture<Integer> sumUp(int[] elements, CompletableFuture<Integer> done) {
    int sum = 0;
    for (int i = 0; i < elements.length; i++) {
      if (i % 100 == 0) {
        sum += await(done);
      }
      sum = sum * 31 + (elements[i] ^ i);
    }
    return completedFuture(sum);
  }

  static CompletableFuture<Integer> yieldOften(FutureLoop loop, int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      await(loop.turn());
      sum += i;
    }
    return completedFuture(sum);
  }

  static CompletableFuture<Integer> awaitOften(FutureLoop loop, int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      CompletableFuture<Integer> pending = new CompletableFuture<>();
      loop.execute(() -> pending.complete(1));
      sum += await(pending);
    }
    return completedFuture(sum);
  }

  static CompletableFuture<Integer> chainOften(FutureLoop loop, int depth, int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += await(chain(loop, depth));
    }
    return completedFuture(sum);
  }

  private static CompletableFuture<Integer> chain(FutureLoop loop, int depth) {
    if (depth == 1) {
      await(loop.turn());
      return completedFuture(1);
    }
    return completedFuture(await(chain(loop, depth - 1)) + 1);
  }

  static CompletableFuture<Integer> play(int capacity, int rounds) {
    FutureChannel<Object> there = new FutureChannel<>(capacity);
    FutureChannel<Object> back = new FutureChannel<>(capacity);
    CompletableFuture<Integer> other = returns(there, back, rounds);
    Object ball = new Object();
    int count = 0;
    for (int i = 0; i < rounds; i++) {
      await(there.put(ball));
      await(back.take());
      count++;
    }
    return completedFuture(count + await(other));
  }

  private static CompletableFuture<Integer> returns(
      FutureChannel<Object> in, FutureChannel<Object> out, int rounds) {
    int count = 0;
    for (int i = 0; i < rounds; i++) {
      await(out.put(await(in.take())));
      count++;
    }
    return completedFuture(count);
  }

  static CompletableFuture<Integer> spawnAll(FutureLoop loop, int tasks) {
    List<CompletableFuture<Integer>> spawned = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      spawned.add(chain(loop, 1));
    }
    int sum = 0;
    for (CompletableFuture<Integer> task : spawned) {
      sum += await(task);
    }
    return completedFuture(sum);
  }

  static CompletableFuture<Long> tree(FutureLoop loop, long number, int leaves) {
    if (leaves == 1) {
      await(loop.turn());
      return completedFuture(number);
    }
    List<CompletableFuture<Long>> children = new ArrayList<>(10);
    for (int i = 0; i < 10; i++) {
      children.add(tree(loop, number + (long) i * (leaves / 10), leaves / 10));
    }
    long sum = 0;
    for (CompletableFuture<Long> child : children) {
      sum += await(child);
    }
    return completedFuture(sum);
  }

  static CompletableFuture<Integer> sleeps(ScheduledExecutorService timer, int millis) {
    CompletableFuture<Integer> rung = new CompletableFuture<>();
    timer.schedule(() -> rung.complete(1), millis, TimeUnit.MILLISECONDS);
    return completedFuture(await(rung));
  }

  static CompletableFuture<Integer> waits(
      CompletableFuture<Integer> gate, int a, int b, String c, Object d) {
    int opened = await(gate);
    return completedFuture(opened + a + b + c.length() + (d == c ? 1 : 0));
  }

  static CompletableFuture<Integer> call1(int n) {
    return completedFuture(await(call2(n)) + 1);
  }

  private static CompletableFuture<Integer> call2(int n) {
    return completedFuture(await(call3(n)) + 1);
  }

  private static CompletableFuture<Integer> call3(int n) {
    return completedFuture(await(call4(n)) + 1);
  }

  private static CompletableFuture<Integer> call4(int n) {
    return completedFuture(await(call5(n)) + 1);
  }

  private static CompletableFuture<Integer> call5(int n) {
    return completedFuture(await(call6(n)) + 1);
  }

  private static CompletableFuture<Integer> call6(int n) {
    return completedFuture(await(call7(n)) + 1);
  }

  private static CompletableFuture<Integer> call7(int n) {
    return completedFuture(await(call8(n)) + 1);
  }

  private static CompletableFuture<Integer> call8(int n) {
    return completedFuture(await(call9(n)) + 1);
  }

  private static CompletableFuture<Integer> call9(int n) {
    return completedFuture(await(call10(n)) + 1);
  }

  private static CompletableFuture<Integer> call10(int n) {
    return completedFuture(n);
  }
}
