package dev.bobbin.samples.cpu;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;

/** Beats while the loop is alive: it stands for all the others who wait for their turn. */
final class Heartbeat {

  private static final Duration INTERVAL = Duration.ofMillis(10);

  int beats;
  Duration latest = Duration.ZERO;

  /** Beats until it is cancelled. */
  @Async
  Task<Void> beat() {
    EventLoop loop = EventLoop.current();
    while (true) {
      long due = loop.nanoTime() + INTERVAL.toNanos();
      try {
        await(sleep(INTERVAL));
        beats++;
      } finally {
        Duration late = Duration.ofNanos(loop.nanoTime() - due); // negative if cancelled before
        latest = late.compareTo(latest) > 0 ? late : latest;
      }
    }
  }
}
