package dev.bobbin.sync;

import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import dev.bobbin.stream.AsyncIterator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from some tasks to others, who wait while it is empty or full: the counterpart of
 * {@code asyncio.Queue}, with the verbs of {@link java.util.concurrent.BlockingQueue}.
 *
 * <pre>{@code
 * var pages = AsyncQueue.<Page>bounded(10);
 * await(pages.put(page));        // in one task
 * Page page = await(pages.take());  // in another
 * }</pre>
 *
 * <p>An item goes to the taker that has waited longest, directly: the takers' and the putters'
 * lines are first come, first served, and nobody can overtake. A task that is cancelled while it
 * waits leaves the line, its item not put; one whose item had arrived, or been accepted, already
 * gets to know that: nothing is lost or put twice. A queue serves the tasks of one loop, and is
 * used on that loop's thread.
 */
public final class AsyncQueue<T> {

  private final Queue<T> items;
  private final int capacity;
  private final Overflow overflow;

  /** Empty unless {@link #items} is, and nobody puts. */
  private final WaitingLine<Taking<T>> takers = new WaitingLine<>(this, "take from");

  /** Empty unless {@link #items} is full. */
  private final WaitingLine<Putting<T>> putters = new WaitingLine<>(this, "put into");

  /** Of those who wait in {@link #join}; most queues have none. */
  private @Nullable WaitingLine<Wait<Void>> joiners;

  private long unfinished;
  private boolean closed;

  private AsyncQueue(Queue<T> items, int capacity, Overflow overflow) {
    this.items = items;
    this.capacity = capacity;
    this.overflow = overflow;
  }

  // === Making ===

  /**
   * A queue for a number of items, first in, first out; {@link #put} waits while it is full.
   *
   * @param capacity zero for a rendezvous: an item goes from hand to hand, when both are there
   * @throws IllegalArgumentException if it is negative
   */
  public static <T> AsyncQueue<T> bounded(int capacity) {
    return bounded(capacity, Overflow.SUSPEND);
  }

  /**
   * The same with a choice of what a full queue does.
   *
   * @throws IllegalArgumentException if the capacity is negative, or zero with items to be dropped
   */
  public static <T> AsyncQueue<T> bounded(int capacity, Overflow overflow) {
    Objects.requireNonNull(overflow, "overflow");
    if (capacity < 0 || (capacity == 0 && overflow != Overflow.SUSPEND)) {
      throw new IllegalArgumentException(
          "a queue of capacity " + capacity + " with Overflow." + overflow);
    }
    return new AsyncQueue<>(new ArrayDeque<>(Math.min(capacity, 16)), capacity, overflow);
  }

  /** A queue that takes any number of items, first in, first out. */
  public static <T> AsyncQueue<T> unbounded() {
    return new AsyncQueue<>(new ArrayDeque<>(), Integer.MAX_VALUE, Overflow.SUSPEND);
  }

  /**
   * A queue in another order: {@code of(new PriorityQueue<>(), n)} gives the least item first,
   * {@code of(Collections.asLifoQueue(new ArrayDeque<>()), n)} the latest. The counterparts of
   * {@code asyncio.PriorityQueue} and {@code LifoQueue}.
   *
   * @param order keeps the items from now on; nobody else may touch it
   * @param capacity positive; {@link Integer#MAX_VALUE} for no bound
   */
  public static <T> AsyncQueue<T> of(Queue<T> order, int capacity) {
    if (capacity < 1 || order.size() > capacity) {
      throw new IllegalArgumentException(
          "a queue of capacity " + capacity + " over a collection with " + order.size() + " items");
    }
    AsyncQueue<T> queue = new AsyncQueue<>(order, capacity, Overflow.SUSPEND);
    queue.unfinished = order.size();
    return queue;
  }

  // === Putting ===

  /**
   * Puts an item in as soon as there is room; done at once if there is room now.
   *
   * @return fails with {@link QueueClosedException} if the queue is closed, now or before the item
   *     was accepted
   */
  public Task<Void> put(T item) {
    putters.enter();
    Objects.requireNonNull(item, "item");
    if (closed) {
      return Task.failed(closedForPut());
    }
    return accepts(item) ? Task.done() : new Putting<>(putters, item);
  }

  /**
   * Puts an item in if there is room now.
   *
   * @return whether the item was accepted; a full queue that drops items accepts all
   * @throws QueueClosedException if the queue is closed
   */
  public boolean offer(T item) {
    putters.enter();
    Objects.requireNonNull(item, "item");
    if (closed) {
      throw closedForPut();
    }
    return accepts(item);
  }

  private boolean accepts(T item) {
    Taking<T> taker = takers.first();
    if (taker != null) {
      unfinished++;
      taker.deliver(item);
      return true;
    }
    if (items.size() < capacity) {
      items.add(item); // throws where the order cannot compare it
      unfinished++;
      return true;
    }
    if (overflow == Overflow.DROP_OLDEST) {
      items.remove();
      items.add(item);
      return true;
    }
    return overflow == Overflow.DROP_NEWEST;
  }

  // === Taking ===

  /**
   * Takes the next item as soon as there is one; done at once if there is one now.
   *
   * @return fails with {@link QueueClosedException} if the queue is closed and empty
   */
  public Task<T> take() {
    takers.enter();
    T item = next();
    if (item != null) {
      return Task.of(item);
    }
    return closed ? Task.failed(closedForTake()) : new Taking<>(takers);
  }

  /**
   * Takes the next item if there is one now.
   *
   * @return null if there is none
   * @throws QueueClosedException if the queue is closed and empty
   */
  public @Nullable T poll() {
    takers.enter();
    T item = next();
    if (item == null && closed) {
      throw closedForTake();
    }
    return item;
  }

  /**
   * Takes item by item until the queue is closed and empty; {@code while (await(items.hasNext()))}.
   * Closing the iterator leaves the queue as it is.
   */
  public AsyncIterator<T> iterator() {
    return new QueueIterator<>(this);
  }

  /** The next item, in whose place comes that of the first putter. */
  private @Nullable T next() {
    T item = items.poll();
    Putting<T> putter = putters.first();
    if (putter == null) {
      return item;
    }
    if (item != null) {
      refill(putter);
    } else if (capacity == 0) {
      item = putter.item();
      unfinished++;
      putter.accepted();
    }
    return item;
  }

  /** There is room for one item; one that the order refuses is its putter's matter alone. */
  private void refill(Putting<T> first) {
    for (Putting<T> putter = first; putter != null; putter = putters.first()) {
      try {
        items.add(putter.item());
      } catch (RuntimeException refused) {
        putter.refuse(refused);
        continue;
      }
      unfinished++;
      putter.accepted();
      return;
    }
  }

  // === Looking ===

  /** How many items could be taken now without a putter that waits. */
  public int size() {
    return items.size();
  }

  /** Whether {@link #size} is 0. */
  public boolean isEmpty() {
    return items.isEmpty();
  }

  /** How many items could be put now without waiting, if nobody takes any. */
  public int remainingCapacity() {
    return capacity - items.size();
  }

  /** Whether nothing more can be put; there may be items left to take. */
  public boolean isClosed() {
    return closed;
  }

  // === Work that is done ===

  /**
   * One item that was taken has been dealt with; see {@link #join}.
   *
   * @throws IllegalStateException if it is called more often than items were put
   */
  public void taskDone() {
    takers.enter();
    if (unfinished == 0) {
      throw new IllegalStateException(
          "taskDone() without an item: call it once for each item that was taken from " + this);
    }
    finished(1);
  }

  /** Waits until {@link #taskDone} was called for every item that was put. */
  public Task<Void> join() {
    takers.enter();
    if (unfinished == 0) {
      return Task.done();
    }
    if (joiners == null) {
      joiners = new WaitingLine<>(this, "join");
    }
    return new Wait<>(joiners);
  }

  @SuppressWarnings("NullAway") // a Task<Void> has no value but null
  private void finished(int count) {
    unfinished -= count;
    if (unfinished == 0 && joiners != null) {
      for (Wait<Void> next = joiners.first(); next != null; next = joiners.first()) {
        next.succeed(null);
      }
    }
  }

  // === Closing ===

  /**
   * No item is put any more: who waits to put fails with {@link QueueClosedException}. What is in
   * the queue can be taken; then taking fails the same way, as it does for those who wait now.
   * Closing it again does nothing. The counterpart of {@code Queue.shutdown}.
   */
  public void close() {
    takers.enter();
    closed = true;
    for (Putting<T> next = putters.first(); next != null; next = putters.first()) {
      next.refuse(closedForPut());
    }
    for (Taking<T> next = takers.first(); next != null; next = takers.first()) {
      next.refuse(closedForTake());
    }
  }

  /**
   * {@link #close}, and nothing can be taken either.
   *
   * @return the items that nobody took; {@link #join} does not wait for them
   */
  public List<T> closeNow() {
    close();
    List<T> left = new ArrayList<>(items.size());
    for (T item = items.poll(); item != null; item = items.poll()) {
      left.add(item);
    }
    finished(left.size());
    return left;
  }

  private static QueueClosedException closedForPut() {
    return new QueueClosedException("put into a queue that is closed");
  }

  private static QueueClosedException closedForTake() {
    return new QueueClosedException("take from a queue that is closed and empty");
  }

  /** Those who wait for an item. */
  WaitingLine<Taking<T>> takers() {
    return takers;
  }

  /** Those who wait for room. */
  WaitingLine<Putting<T>> putters() {
    return putters;
  }

  @Override
  public String toString() {
    return "AsyncQueue["
        + items.size()
        + (capacity == Integer.MAX_VALUE ? "" : " of " + capacity)
        + (closed ? ", closed" : "")
        + ", "
        + takers.size()
        + " taking, "
        + putters.size()
        + " putting]";
  }
}
