package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** Operations to be forked, which note what happens to them. */
final class Forks {
  final List<String> notes = new ArrayList<>();

  @Async
  static <T> Task<T> after(Duration time, T value) {
    await(sleep(time));
    return Task.of(value);
  }

  @Async
  Task<Void> note(Duration time, String text) {
    await(sleep(time));
    notes.add(text);
    return Task.done();
  }

  AsyncCallable<Void> failing(Duration time, Exception failure) {
    return () -> {
      await(sleep(time));
      return Task.failed(failure);
    };
  }

  AsyncCallable<String> stuck(String name) {
    return () -> {
      try {
        return Task.of(await(new CompletableFuture<String>()));
      } catch (CancellationException e) {
        notes.add(name + " cancelled");
        throw e;
      }
    };
  }

  AsyncCallable<Void> failingWhenCancelled(Exception failure) {
    return () -> {
      try {
        await(new CompletableFuture<>());
      } catch (CancellationException e) {
        throw failure;
      }
      return Task.done();
    };
  }

  AsyncCallable<Void> cleaningUp(Duration time) {
    return () -> {
      try {
        await(new CompletableFuture<>());
      } finally {
        notes.add("cancelled");
        await(sleep(time));
        notes.add("cleaned up");
      }
      return Task.done();
    };
  }

  /** Swallows so many cancellations. */
  AsyncCallable<Void> stubborn(int cancellations) {
    return () -> {
      for (int i = 1; i <= cancellations; i++) {
        try {
          await(new CompletableFuture<>());
        } catch (CancellationException e) {
          notes.add("swallowed " + i);
        }
      }
      return Task.done();
    };
  }
}
