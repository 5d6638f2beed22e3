package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.ArrayList;

/** A program of a million tasks at a time, each of which sleeps and then adds to a sum. */
final class MillionTasks {

  static final int TASKS = 1_000_000;
  private static final Duration NAP = Duration.ofMillis(100);

  private static long sum;
  private static int asleep;
  private static int mostAsleep;

  private MillionTasks() {}

  @Async
  private static Task<Void> sleepThenAdd(int number) {
    mostAsleep = Math.max(mostAsleep, ++asleep);
    await(sleep(NAP));
    asleep--;
    sum += number;
    return Task.done();
  }

  @Async
  private static Task<Void> startAndAwaitAll() {
    var tasks = new ArrayList<Task<Void>>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      tasks.add(sleepThenAdd(i));
    }
    for (Task<Void> task : tasks) {
      await(task);
    }
    return Task.done();
  }

  public static void main(String[] args) {
    run(MillionTasks::startAndAwaitAll);
    System.out.println(sum + " by tasks of which slept at a time " + mostAsleep);
  }
}
