package dev.bobbin.test;

import dev.bobbin.EventLoop;
import dev.bobbin.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An event loop in virtual time. Its clock stands still while anything can run, and jumps to the
 * next timer when nothing can; while a call of {@code blocking}, {@code compute} or {@code on} is
 * under way it waits for that call instead. So timers run in the order of their deadlines however
 * long they are, and {@code sleep(Duration.ofHours(24))} takes no time. The counterpart of
 * kotlinx-coroutines' {@code runTest} and trio's {@code MockClock}.
 *
 * <p>Two ways to use it: {@link #run} an operation, in which time passes by itself; or {@link
 * #fork} operations and let time pass by hand, with {@link #advance} and {@link #runCurrent}, which
 * run the loop on the calling thread.
 *
 * <p>A stage that neither this loop nor a call of its own completes, such as that of an HTTP
 * client, does not hold the clock: in virtual time, a timeout around it is over at once. Nor does a
 * channel, but what has arrived at one is taken first: two ends in one loop talk without the clock
 * going on. Where no timer is left, the loop waits for others for a second of real time.
 *
 * <p>{@link #close} fails if tasks are left, or if there were failures that nobody saw.
 */
public final class VirtualLoop extends EventLoop {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final int STEPS_KEPT = 1000;

  private final Clock clock;
  private final Leftovers leftovers;
  private final @Nullable Random random;
  private final List<String> steps = new ArrayList<>();

  /** How far the clock may jump: to the end of an advance, or as far as needed. */
  private long limit = Long.MAX_VALUE;

  private static final class Clock implements Ticker {
    private final AtomicLong now = new AtomicLong();

    @Override
    public long nanoTime() {
      return now.get();
    }
  }

  private VirtualLoop(Clock clock, Leftovers leftovers, @Nullable Random random, Builder settings) {
    super(settings, random != null);
    this.clock = clock;
    this.leftovers = leftovers;
    this.random = random;
  }

  private static VirtualLoop create(@Nullable Random random) {
    Clock clock = new Clock();
    Leftovers leftovers = new Leftovers();
    Builder settings =
        EventLoop.builder().name("virtual-loop").ticker(clock).exceptionHandler(leftovers);
    return new VirtualLoop(clock, leftovers, random, settings);
  }

  /** A loop that runs what is ready in its order, as every loop does. */
  public static VirtualLoop create() {
    return create(null);
  }

  /**
   * A loop that draws from what is ready what to run next. Equal seeds give equal orders, as long
   * as no other thread takes part. The order among timers stays that of their deadlines.
   */
  public static VirtualLoop shuffled(long seed) {
    return create(new Random(seed));
  }

  /** The time that has passed on this loop's clock since the loop was made. */
  public Duration elapsed() {
    return Duration.ofNanos(nanoTime());
  }

  /**
   * Lets time pass: runs everything that is due up to now plus {@code by}, that moment included,
   * each timer at its own time.
   *
   * @throws IllegalArgumentException if {@code by} is negative, or so long that the clock, which
   *     counts nanoseconds, would pass its 292 years
   * @throws IllegalStateException in async code, where one awaits a sleep instead
   */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + by);
    }
    if (inLoop()) {
      throw new IllegalStateException(
          "advance and runCurrent run the loop, which runs just now: await sleep(...) instead");
    }
    limit = after(by);
    try {
      while (runOnce(by) > 0 || hasCallsUnderWay() || nanoTime() < limit) {
        // what ran may have made more ready
      }
    } finally {
      limit = Long.MAX_VALUE;
    }
  }

  private long after(Duration by) {
    try {
      return Math.addExact(nanoTime(), by.toNanos());
    } catch (ArithmeticException beyond) {
      throw new IllegalArgumentException(
          by
              + " is too long: the clock counts nanoseconds, 292 years of them, and stands at "
              + elapsed());
    }
  }

  /** Runs what is ready and what is due now, and what that makes ready; no time passes. */
  public void runCurrent() {
    advance(Duration.ZERO);
  }

  /**
   * The failures so far that nobody saw: of callbacks, of void methods, of tasks that nobody
   * awaits. They are taken: {@link #close} does not fail because of them any more.
   */
  public List<Throwable> takeUnseenFailures() {
    return leftovers.takeUnseen();
  }

  /** What a shuffled loop has run, the last {@value #STEPS_KEPT} steps, one a line. */
  public List<String> steps() {
    return List.copyOf(steps);
  }

  /**
   * Ends the loop, and cancels the tasks that are left.
   *
   * @throws AssertionError if there were such tasks, or failures that nobody saw
   */
  @Override
  public void close() {
    leftovers.close(this, super::close);
  }

  @Override
  protected void idle(long nanos) {
    if (pollChannels()) {
      return;
    }
    if (hasCallsUnderWay()) {
      super.idle(Long.MAX_VALUE);
    } else if (nanos < Long.MAX_VALUE) {
      clock.now.addAndGet(Math.min(nanos, limit - nanoTime()));
    } else if (limit == Long.MAX_VALUE) {
      waitForOthers();
    }
  }

  /** Neither ready tasks nor timers: only another thread can go on. */
  private void waitForOthers() {
    if (awaitsOthers() || tasks().isEmpty()) {
      long before = System.nanoTime();
      super.idle(PATIENCE.toNanos());
      if (System.nanoTime() - before < PATIENCE.toNanos()) {
        return; // woken: the loop looks whether there is mail
      }
    }
    throw new AssertionError(
        "nothing can run, and no timer is set: what is left waits for ever\n" + dump());
  }

  @Override
  protected int choose(int ready) {
    if (random == null) {
      return 0;
    }
    int chosen = random.nextInt(ready);
    if (steps.size() == STEPS_KEPT) {
      steps.remove(0);
    }
    steps.add(readyEntry(chosen));
    return chosen;
  }
}
