package dev.bobbin.jmh;

import static net.tascalate.async.CallContext.async;
import static net.tascalate.async.CallContext.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.tascalate.async.async;

/** The workloads as users of Tascalate's async and await write them. */
final class TascalateTasks {
  private TascalateTasks() {}

  @async
  static CompletionStage<Integer> awaitDone(CompletableFuture<Integer> done, int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += await(done);
    }
    return async(sum);
  }

  @async
  static CompletionStage<Integer> sumUp(int[] elements, CompletableFuture<Integer> done) {
    int sum = 0;
    for (int i = 0; i < elements.length; i++) {
      if (i % 100 == 0) {
        sum += await(done);
      }
      sum = sum * 31 + (elements[i] ^ i);
    }
    return async(sum);
  }

  @async
  static CompletionStage<Integer> yieldOften(FutureLoop loop, int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      await(loop.turn());
      sum += i;
    }
    return async(sum);
  }

  @async
  static CompletionStage<Integer> awaitOften(FutureLoop loop, int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      CompletableFuture<Integer> pending = new CompletableFuture<>();
      loop.execute(() -> pending.complete(1));
      sum += await(pending);
    }
    return async(sum);
  }

  @async
  static CompletionStage<Integer> chainOften(FutureLoop loop, int depth, int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += await(chain(loop, depth));
    }
    return async(sum);
  }

  @async
  private static CompletionStage<Integer> chain(FutureLoop loop, int depth) {
    if (depth == 1) {
      await(loop.turn());
      return async(1);
    }
    return async(await(chain(loop, depth - 1)) + 1);
  }

  @async
  static CompletionStage<Integer> play(int capacity, int rounds) {
    FutureChannel<Object> there = new FutureChannel<>(capacity);
    FutureChannel<Object> back = new FutureChannel<>(capacity);
    CompletionStage<Integer> other = returns(there, back, rounds);
    Object ball = new Object();
    int count = 0;
    for (int i = 0; i < rounds; i++) {
      await(there.put(ball));
      await(back.take());
      count++;
    }
    return async(count + await(other));
  }

  @async
  private static CompletionStage<Integer> returns(
      FutureChannel<Object> in, FutureChannel<Object> out, int rounds) {
    int count = 0;
    for (int i = 0; i < rounds; i++) {
      await(out.put(await(in.take())));
      count++;
    }
    return async(count);
  }

  @async
  static CompletionStage<Integer> spawnAll(FutureLoop loop, int tasks) {
    List<CompletionStage<Integer>> spawned = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      spawned.add(chain(loop, 1));
    }
    int sum = 0;
    for (CompletionStage<Integer> task : spawned) {
      sum += await(task);
    }
    return async(sum);
  }

  @async
  static CompletionStage<Long> tree(FutureLoop loop, long number, int leaves) {
    if (leaves == 1) {
      await(loop.turn());
      return async(number);
    }
    List<CompletionStage<Long>> children = new ArrayList<>(10);
    for (int i = 0; i < 10; i++) {
      children.add(tree(loop, number + (long) i * (leaves / 10), leaves / 10));
    }
    long sum = 0;
    for (CompletionStage<Long> child : children) {
      sum += await(child);
    }
    return async(sum);
  }

  @async
  static CompletionStage<Integer> sleeps(ScheduledExecutorService timer, int millis) {
    CompletableFuture<Integer> rung = new CompletableFuture<>();
    timer.schedule(() -> rung.complete(1), millis, TimeUnit.MILLISECONDS);
    return async(await(rung));
  }

  @async
  static CompletionStage<Integer> waits(
      CompletableFuture<Integer> gate, int a, int b, String c, Object d) {
    int opened = await(gate);
    return async(opened + a + b + c.length() + (d == c ? 1 : 0));
  }

  @async
  static CompletionStage<Integer> call1(int n) {
    return async(await(call2(n)) + 1);
  }

  @async
  private static CompletionStage<Integer> call2(int n) {
    return async(await(call3(n)) + 1);
  }

  @async
  private static CompletionStage<Integer> call3(int n) {
    return async(await(call4(n)) + 1);
  }

  @async
  private static CompletionStage<Integer> call4(int n) {
    return async(await(call5(n)) + 1);
  }

  @async
  private static CompletionStage<Integer> call5(int n) {
    return async(await(call6(n)) + 1);
  }

  @async
  private static CompletionStage<Integer> call6(int n) {
    return async(await(call7(n)) + 1);
  }

  @async
  private static CompletionStage<Integer> call7(int n) {
    return async(await(call8(n)) + 1);
  }

  @async
  private static CompletionStage<Integer> call8(int n) {
    return async(await(call9(n)) + 1);
  }

  @async
  private static CompletionStage<Integer> call9(int n) {
    return async(await(call10(n)) + 1);
  }

  @async
  private static CompletionStage<Integer> call10(int n) {
    return async(n);
  }
}
