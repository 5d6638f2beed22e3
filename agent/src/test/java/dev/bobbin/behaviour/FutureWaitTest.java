package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Awaits of futures, one behind the other: no wait may get what belongs to another one. */
@Timeout(60)
class FutureWaitTest {

  @Async
  private static <T> Task<T> waits(CompletableFuture<T> future) {
    return Task.of(await(future));
  }

  @Async
  private static Task<Integer> sumOf(List<CompletableFuture<Integer>> futures) {
    int sum = 0;
    for (CompletableFuture<Integer> future : futures) {
      sum = sum * 31 + await(future);
    }
    return Task.of(sum);
  }

  private static List<CompletableFuture<Integer>> futures(int count) {
    var futures = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < count; i++) {
      futures.add(new CompletableFuture<>());
    }
    return futures;
  }

  @Test
  @Covers({"A6", "A7"})
  void eachWaitGetsTheValueOfItsOwnFutureInWhateverOrderTheyAreCompleted() throws Exception {
    ExecutorService other = Executors.newFixedThreadPool(2);
    var random = new Random(1);
    for (int round = 0; round < 50; round++) {
      var all = new ArrayList<List<CompletableFuture<Integer>>>();
      var expected = new ArrayList<Integer>();
      var completions = new ArrayList<Runnable>();
      for (int task = 0; task < 20; task++) {
        List<CompletableFuture<Integer>> own = futures(20);
        int sum = 0;
        for (CompletableFuture<Integer> future : own) {
          int value = random.nextInt(1000);
          sum = sum * 31 + value;
          completions.add(() -> future.complete(value));
        }
        all.add(own);
        expected.add(sum);
      }
      Collections.shuffle(completions, random);
      run(
          () -> {
            var tasks = new ArrayList<Task<Integer>>();
            for (List<CompletableFuture<Integer>> own : all) {
              tasks.add(sumOf(own));
            }
            for (int i = 0; i < completions.size(); i++) {
              if (i % 2 == 0) {
                other.execute(completions.get(i));
              } else {
                completions.get(i).run();
                await(yieldNow());
              }
            }
            var sums = new ArrayList<Integer>();
            for (Task<Integer> task : tasks) {
              sums.add(await(task));
            }
            assertEquals(expected, sums);
            return Task.done();
          });
    }
    other.shutdownNow();
  }

  @Test
  @Covers("C1")
  void aFutureWhoseWaitWasCancelledDoesNotEndTheNextWait() {
    run(
        () -> {
          await(waits(CompletableFuture.supplyAsync(() -> "a first wait")));
          for (int i = 0; i < 3; i++) {
            var given = new CompletableFuture<String>();
            Task<String> cancelled = waits(given);
            cancelled.cancel("enough");
            assertInstanceOf(CancellationException.class, await(failureOf(cancelled)));
            var next = new CompletableFuture<String>();
            Task<String> waiting = waits(next);
            given.complete("too late");
            given.obtrudeValue("by force");
            await(yieldNow());
            assertFalse(waiting.isDone());
            next.complete("its own");
            assertEquals("its own", await(waiting));
          }
          return Task.done();
        });
  }

  /** Calls back as often as it likes. */
  private static final class Doubtful extends CompletableFuture<String> {
    private final List<BiConsumer<? super String, ? super Throwable>> actions = new ArrayList<>();

    @Override
    public CompletableFuture<String> whenComplete(
        BiConsumer<? super String, ? super Throwable> action) {
      actions.add(action);
      return this;
    }

    void callBack(String value) {
      actions.forEach(action -> action.accept(value, null));
    }
  }

  @Test
  @Covers("A12")
  void aFutureThatCallsBackTwiceDoesNotEndTheNextWait() {
    run(
        () -> {
          var doubtful = new Doubtful();
          Task<String> first = waits(doubtful);
          doubtful.callBack("once");
          assertEquals("once", await(first));
          var next = new CompletableFuture<String>();
          Task<String> waiting = waits(next);
          doubtful.callBack("twice");
          await(yieldNow());
          assertFalse(waiting.isDone());
          next.complete("its own");
          assertEquals("its own", await(waiting));
          return Task.done();
        });
  }

  @Test
  @Covers("A6")
  void waitsGoOnWhereCollectionsComeBetween() {
    run(
        () -> {
          for (int i = 0; i < 20; i++) {
            int number = i;
            var future = new CompletableFuture<Integer>();
            EventLoop.current()
                .execute(
                    () -> {
                      System.gc();
                      future.complete(number);
                    });
            assertEquals(number, await(future));
            assertEquals(number, await(waits(CompletableFuture.supplyAsync(() -> number))));
          }
          return Task.done();
        });
  }
}
