package dev.bobbin.sync;

import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;

/**
 * Lets a number of tasks wait for one another, again and again: the counterpart of {@code
 * asyncio.Barrier} and {@link java.util.concurrent.CyclicBarrier}.
 *
 * <p>When the last party arrives, all go on; who comes then belongs to the next round. A party that
 * is cancelled while it waits has not arrived. A barrier serves the tasks of one loop, and is used
 * on that loop's thread.
 */
public final class AsyncBarrier {

  private final WaitingLine<Wait<Integer>> line = new WaitingLine<>(this, "arrive at");
  private final int parties;

  /** How many stand in the line; asked for by {@link #waiting}, as a loop that ends empties it. */
  private int arrived;

  private boolean broken;

  /**
   * A barrier for a number of parties.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public AsyncBarrier(int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("a barrier of " + parties + " parties");
    }
    this.parties = parties;
  }

  /**
   * Arrives, and waits for the others.
   *
   * @return the place in which this party arrived, from 0; fails with {@link
   *     BrokenBarrierException} when the barrier is broken, or reset meanwhile
   */
  public Task<Integer> arrive() {
    line.enter();
    if (broken) {
      return Task.failed(new BrokenBarrierException("the barrier is broken: reset() mends it"));
    }
    if (waiting() + 1 < parties) {
      return new Arrived(this);
    }
    int place = 0;
    for (Wait<Integer> next = line.first(); next != null; next = line.first()) {
      next.succeed(place++);
    }
    arrived = 0;
    return Task.of(place);
  }

  /** Who waits fails with {@link BrokenBarrierException}; the barrier begins a new round. */
  public void reset() {
    line.enter();
    breakWaits("the barrier was reset");
    broken = false;
  }

  /** Who waits, and who comes, fails with {@link BrokenBarrierException}, until a reset. */
  public void abort() {
    line.enter();
    broken = true;
    breakWaits("the barrier was aborted");
  }

  private void breakWaits(String reason) {
    for (Wait<Integer> next = line.first(); next != null; next = line.first()) {
      next.refuse(new BrokenBarrierException(reason));
    }
    arrived = 0;
  }

  /** Whether it was aborted and not reset since. */
  public boolean isBroken() {
    return broken;
  }

  /** How many have to arrive. */
  public int parties() {
    return parties;
  }

  /** How many wait now. */
  public int waiting() {
    return line.isEmpty() ? 0 : arrived;
  }

  private static final class Arrived extends Wait<Integer> {

    private final AsyncBarrier barrier;

    Arrived(AsyncBarrier barrier) {
      this(barrier, barrier.waiting());
    }

    private Arrived(AsyncBarrier barrier, int before) {
      super(barrier.line);
      this.barrier = barrier;
      barrier.arrived = before + 1;
    }

    @Override
    protected void withdraw(CancellationException cancellation) {
      barrier.arrived--;
      super.withdraw(cancellation);
    }
  }

  @Override
  public String toString() {
    return "AsyncBarrier["
        + waiting()
        + " of "
        + parties
        + (broken ? " arrived, broken]" : " arrived]");
  }
}
