package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.AsyncCallable;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A loop on the test's own thread that turns when the test says so, in time that passes when the
 * test says so: what a test does here happens in one order only.
 */
final class CrankedLoop implements AutoCloseable {
  /** What reached the loop's exception handler. */
  record Report(Task<?> task, Throwable failure) {}

  final ManualTicker ticker;
  final EventLoop loop;
  final List<Report> reports = new ArrayList<>();

  CrankedLoop() {
    this(new ManualTicker(), builder -> builder);
  }

  CrankedLoop(UnaryOperator<EventLoop.Builder> settings) {
    this(new ManualTicker(), settings);
  }

  CrankedLoop(ManualTicker ticker, UnaryOperator<EventLoop.Builder> settings) {
    this.ticker = ticker;
    this.loop =
        settings
            .apply(
                EventLoop.builder()
                    .ticker(ticker)
                    .exceptionHandler((task, failure) -> reports.add(new Report(task, failure))))
            .build();
  }

  /** Runs what is ready or due now, once; tells how much that was. */
  int turn() {
    return loop.runOnce(Duration.ZERO);
  }

  /** Turns until nothing is ready. */
  void settle() {
    for (int turns = 0; turn() > 0; turns++) {
      assertTrue(turns < 10_000, "something is always ready");
    }
  }

  /** Lets time pass in one go, then settles. */
  void advance(Duration by) {
    ticker.advance(by);
    settle();
  }

  /** Starts {@code op} and settles: it has ended, or waits for time or for another thread. */
  <T> Task<T> start(AsyncCallable<T> op) {
    Task<T> task = loop.fork(op);
    settle();
    return task;
  }

  /** What {@code op}, which needs no time, comes to. */
  <T> T run(AsyncCallable<T> op) {
    Task<T> task = start(op);
    assertTrue(task.isDone(), () -> task + " waits\n" + loop.dump());
    return task.join();
  }

  /** Ends the loop without grace: in time that stands still, no grace would ever be over. */
  @Override
  public void close() {
    loop.shutdown(Duration.ZERO);
    settle();
    loop.close();
  }
}
