package dev.bobbin.stream;

import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import dev.bobbin.sync.AsyncEvent;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.AsyncSemaphore;
import dev.bobbin.sync.Permit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The elements of several iterators, a number of them at a time: a task for each puts what it gets
 * into a queue, and a feeder starts these tasks. The first failure cancels all; it comes behind the
 * elements that were in the queue before.
 */
final class Merged<T> implements AsyncIterator<T> {

  private static final int ASKED = 1;
  private static final int PASSED = 2;
  private static final int CLOSED = 3;

  /** Stands for null in the queue. */
  private static final Object NULL = new Object();

  private final AsyncIterator<AsyncIterator<T>> sources;
  private final AsyncQueue<Object> queue;
  private final AsyncIterator<Object> items;
  private final AsyncSemaphore slots;
  private final Set<Task<?>> running = new LinkedHashSet<>();
  private final AsyncEvent allEnded = new AsyncEvent();
  private @Nullable Throwable failure;
  private @Nullable Task<Boolean> asking;
  private boolean found;
  private boolean begun;
  private boolean closing;
  private boolean cancelling;

  Merged(AsyncIterator<AsyncIterator<T>> sources, int size, int concurrency) {
    this.sources = sources;
    this.queue = AsyncQueue.bounded(size);
    this.items = queue.iterator();
    this.slots = new AsyncSemaphore(concurrency);
  }

  /** Closes what a cancellation must not keep from being closed. */
  static Task<Void> closed(AsyncIterator<?> source) {
    return Bobbin.uncancellable(source::closeAsync);
  }

  @Override
  public Task<Boolean> hasNext() {
    requireIdle();
    if (found) {
      return Task.of(true);
    }
    if (!begun) {
      begun = true;
      new Feeding().start();
    }
    asking = new Asking().start();
    return asking;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // T may be a type with null
  public T next() {
    if (!found) {
      throw new NoSuchElementException("hasNext() did not give true: await it before each next()");
    }
    found = false;
    Object item = items.next();
    return item == NULL ? null : (T) item;
  }

  @Override
  public Task<Void> closeAsync() {
    requireIdle();
    if (!begun) {
      begun = true;
      queue.close();
      allEnded.set();
      return sources.closeAsync();
    }
    return new Closing().start();
  }

  private void requireIdle() {
    if (asking != null && !asking.isDone()) {
      throw new IllegalStateException(
          "hasNext() is under way: an iterator is used by one task at a time");
    }
  }

  private @Nullable Throwable takeFailure() {
    Throwable thrown = failure;
    failure = null;
    return thrown;
  }

  /** Who waits for the next element, and would see a failure. */
  private @Nullable Task<?> reader() {
    return asking == null || asking.isDone() ? null : asking;
  }

  private void fail(Task<?> by, Throwable thrown) {
    boolean cancelled = thrown instanceof CancellationException;
    if (closing && cancelled) {
      return;
    }
    if (failure == null) {
      failure = thrown;
      cancelAll(by);
    } else if (!cancelled && failure != thrown) {
      failure.addSuppressed(thrown);
    }
  }

  private void cancelAll(@Nullable Task<?> but) {
    cancelling = true;
    for (Task<?> task : List.copyOf(running)) {
      if (task != but) {
        stop(task);
      }
    }
  }

  private void stop(Task<?> task) {
    task.cancel(closing ? "the stream was closed" : "another part of the stream failed");
  }

  private void ended(Task<?> task) {
    running.remove(task);
    if (running.isEmpty()) {
      queue.close();
      allEnded.set();
    }
  }

  private final class Asking extends Routine<Boolean> {

    Asking() {
      super("AsyncStream.hasNext");
    }

    Task<Boolean> start() {
      return begin();
    }

    @Override
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) throws Throwable {
      if (at == 0) {
        return await(items.hasNext(), ASKED);
      }
      found = Boolean.TRUE.equals(arrived);
      Throwable thrown = found ? null : takeFailure();
      return thrown == null ? Task.of(found) : Task.failed(thrown);
    }
  }

  /** Begins with the sources, one behind the other, as slots get free. */
  private final class Feeding extends Routine<Void> {

    private @Nullable Permit slot;

    Feeding() {
      super("AsyncStream.flatMap");
    }

    @Override
    protected @Nullable Task<?> readBy() {
      return reader();
    }

    void start() {
      running.add(this);
      begin();
    }

    @Override
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) throws Throwable {
      if (at == CLOSED) {
        return end();
      }
      if (at == ASKED) {
        slot = (Permit) arrived;
        return await(sources.hasNext(), PASSED);
      }
      if (at == PASSED) {
        if (!Boolean.TRUE.equals(arrived)) {
          return await(closed(sources), CLOSED);
        }
        Permit taken = Objects.requireNonNull(slot);
        slot = null;
        new Passing(sources.next(), taken).start();
      }
      return await(slots.acquire(), ASKED);
    }

    @Override
    protected @Nullable CompletionStage<?> failed(int at, Throwable thrown) {
      fail(this, thrown);
      return at == CLOSED ? end() : await(closed(sources), CLOSED);
    }

    private CompletionStage<?> end() {
      if (slot != null) {
        slot.close();
      }
      ended(this);
      return Task.done();
    }
  }

  /** Passes on what one source gives. */
  private final class Passing extends Routine<Void> {

    private final AsyncIterator<T> source;
    private final Permit slot;

    Passing(AsyncIterator<T> source, Permit slot) {
      super("AsyncStream.source");
      this.source = source;
      this.slot = slot;
    }

    @Override
    protected @Nullable Task<?> readBy() {
      return reader();
    }

    void start() {
      running.add(this);
      begin();
      if (cancelling) { // the feeder had got its slot and its source before it could be cancelled
        stop(this);
      }
    }

    @Override
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) throws Throwable {
      if (at == CLOSED) {
        return end();
      }
      if (at != ASKED) {
        return await(source.hasNext(), ASKED);
      }
      if (!Boolean.TRUE.equals(arrived)) {
        return await(closed(source), CLOSED);
      }
      T item = source.next();
      return await(queue.put(item == null ? NULL : item), PASSED);
    }

    @Override
    protected @Nullable CompletionStage<?> failed(int at, Throwable thrown) {
      fail(this, thrown);
      return at == CLOSED ? end() : await(closed(source), CLOSED);
    }

    private CompletionStage<?> end() {
      slot.close();
      ended(this);
      return Task.done();
    }
  }

  /** Cancels all that is under way and waits until it has ended. */
  private final class Closing extends Routine<Void> {

    Closing() {
      super("AsyncStream.close");
    }

    Task<Void> start() {
      return begin();
    }

    @Override
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) throws Throwable {
      if (at == 0) {
        closing = true;
        cancelAll(null);
        return await(allEnded.await(), ASKED);
      }
      queue.closeNow();
      Throwable thrown = takeFailure();
      return thrown == null ? Task.done() : Task.failed(thrown);
    }
  }
}
