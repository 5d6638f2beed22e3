package dev.bobbin.jmh;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The workloads as they are written with chains of CompletableFuture, on one thread. */
final class FutureTasks {
  private FutureTasks() {}

  static CompletableFuture<Integer> awaitDone(CompletableFuture<Integer> done, int times) {
    CompletableFuture<Integer> sum = completedFuture(0);
    for (int i = 0; i < times; i++) {
      sum = sum.thenCombine(done, Integer::sum);
    }
    return sum;
  }

  static CompletableFuture<Integer> sumUp(int[] elements, CompletableFuture<Integer> done) {
    CompletableFuture<Integer> sum = completedFuture(0);
    for (int i = 0; i < elements.length; i += 100) {
      int from = i;
      sum = sum.thenCombine(done, (before, one) -> sumUp(elements, from, before + one));
    }
    return sum;
  }

  private static int sumUp(int[] elements, int from, int before) {
    int sum = before;
    for (int i = from; i < Math.min(from + 100, elements.length); i++) {
      sum = sum * 31 + (elements[i] ^ i);
    }
    return sum;
  }

  static CompletableFuture<Integer> yieldOften(FutureLoop loop, int i, int times, int sum) {
    return i == times
        ? completedFuture(sum)
        : loop.turn().thenCompose(v -> yieldOften(loop, i + 1, times, sum + i));
  }

  static CompletableFuture<Integer> awaitOften(FutureLoop loop, int times, int sum) {
    if (times == 0) {
      return completedFuture(sum);
    }
    CompletableFuture<Integer> pending = new CompletableFuture<>();
    loop.execute(() -> pending.complete(1));
    return pending.thenCompose(one -> awaitOften(loop, times - 1, sum + one));
  }

  static CompletableFuture<Integer> chainOften(FutureLoop loop, int depth, int times, int sum) {
    return times == 0
        ? completedFuture(sum)
        : chain(loop, depth)
            .thenCompose(result -> chainOften(loop, depth, times - 1, sum + result));
  }

  private static CompletableFuture<Integer> chain(FutureLoop loop, int depth) {
    return depth == 1
        ? loop.turn().thenApply(v -> 1)
        : chain(loop, depth - 1).thenApply(result -> result + 1);
  }

  /** Each round in a turn of its own: what is composed of futures that are done is a recursion. */
  static CompletableFuture<Integer> play(FutureLoop loop, int capacity, int rounds) {
    FutureChannel<Object> there = new FutureChannel<>(capacity);
    FutureChannel<Object> back = new FutureChannel<>(capacity);
    CompletableFuture<Integer> other = returns(loop, there, back, rounds, 0);
    return serves(loop, there, back, rounds, 0).thenCombine(other, Integer::sum);
  }

  private static CompletableFuture<Integer> serves(
      FutureLoop loop, FutureChannel<Object> out, FutureChannel<Object> in, int rounds, int count) {
    return rounds == 0
        ? completedFuture(count)
        : out.put(in)
            .thenCompose(v -> in.take())
            .thenComposeAsync(ball -> serves(loop, out, in, rounds - 1, count + 1), loop);
  }

  private static CompletableFuture<Integer> returns(
      FutureLoop loop, FutureChannel<Object> in, FutureChannel<Object> out, int rounds, int count) {
    return rounds == 0
        ? completedFuture(count)
        : in.take()
            .thenCompose(out::put)
            .thenComposeAsync(v -> returns(loop, in, out, rounds - 1, count + 1), loop);
  }

  static CompletableFuture<Integer> spawnAll(FutureLoop loop, int tasks) {
    List<CompletableFuture<Integer>> spawned = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      spawned.add(chain(loop, 1));
    }
    return sumUp(spawned);
  }

  private static CompletableFuture<Integer> sumUp(List<CompletableFuture<Integer>> futures) {
    return CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]))
        .thenApply(v -> futures.stream().mapToInt(CompletableFuture::join).sum());
  }

  static CompletableFuture<Long> tree(FutureLoop loop, long number, int leaves) {
    if (leaves == 1) {
      return loop.turn().thenApply(v -> number);
    }
    List<CompletableFuture<Long>> children = new ArrayList<>(10);
    for (int i = 0; i < 10; i++) {
      children.add(tree(loop, number + (long) i * (leaves / 10), leaves / 10));
    }
    return CompletableFuture.allOf(children.toArray(new CompletableFuture<?>[0]))
        .thenApply(v -> children.stream().mapToLong(CompletableFuture::join).sum());
  }

  static CompletableFuture<Integer> sleeps(int millis) {
    return CompletableFuture.supplyAsync(
        () -> 1, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run));
  }

  static CompletableFuture<Integer> waits(
      CompletableFuture<Integer> gate, int a, int b, String c, Object d) {
    return gate.thenApply(opened -> opened + a + b + c.length() + (d == c ? 1 : 0));
  }

  static CompletableFuture<Integer> call1(int n) {
    return call2(n).thenApply(result -> result + 1);
  }

  private static CompletableFuture<Integer> call2(int n) {
    return call3(n).thenApply(result -> result + 1);
  }

  private static CompletableFuture<Integer> call3(int n) {
    return call4(n).thenApply(result -> result + 1);
  }

  private static CompletableFuture<Integer> call4(int n) {
    return call5(n).thenApply(result -> result + 1);
  }

  private static CompletableFuture<Integer> call5(int n) {
    return call6(n).thenApply(result -> result + 1);
  }

  private static CompletableFuture<Integer> call6(int n) {
    return call7(n).thenApply(result -> result + 1);
  }

  private static CompletableFuture<Integer> call7(int n) {
    return call8(n).thenApply(result -> result + 1);
  }

  private static CompletableFuture<Integer> call8(int n) {
    return call9(n).thenApply(result -> result + 1);
  }

  private static CompletableFuture<Integer> call9(int n) {
    return call10(n).thenApply(result -> result + 1);
  }

  private static CompletableFuture<Integer> call10(int n) {
    return completedFuture(n);
  }
}
