package dev.bobbin.behaviour;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A host as a GUI toolkit is one: a queue of events, and a thread that pumps it, here by hand. */
final class HandHost implements Executor {
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final AtomicInteger submissions = new AtomicInteger();

  @Override
  public void execute(Runnable event) {
    submissions.incrementAndGet();
    events.add(event);
  }

  /** How many events the host was given so far. */
  int submissions() {
    return submissions.get();
  }

  /** Handles the events that are there, and those that come from them. */
  void pump() {
    for (Runnable event = events.poll(); event != null; event = events.poll()) {
      event.run();
    }
  }

  /** Handles one event; false if there is none. */
  boolean pumpOne() {
    Runnable event = events.poll();
    if (event != null) {
      event.run();
    }
    return event != null;
  }

  /** Handles events, also those yet to come from other threads, until {@code done}. */
  void pumpUntil(BooleanSupplier done) {
    Bounded.until(
        "done, with the host pumping",
        () -> {
          pump();
          return done.getAsBoolean();
        });
  }
}
