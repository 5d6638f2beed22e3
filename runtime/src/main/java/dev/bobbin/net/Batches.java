package dev.bobbin.net;

import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncIterator;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a stream that blocks, some at a time: one call on another thread for each would
 * cost more than the element. The fields are used by the loop and by the call that it waits for,
 * never by both at once.
 */
final class Batches<T> implements AsyncIterator<T> {

  /** A batch ends with the element that makes it as heavy as this. */
  static final int WEIGHT = 32 * 1024;

  private final Callable<Stream<T>> opening;
  private final ToIntFunction<? super T> weight;
  private final ArrayDeque<T> batch = new ArrayDeque<>();
  private @Nullable Task<Boolean> asking;
  private @Nullable Stream<T> stream;
  private @Nullable Iterator<T> elements;
  private @Nullable Exception failure;
  private boolean ended;

  /** {@code hasNext} was asked since the last {@code next}. */
  private boolean asked;

  Batches(Callable<Stream<T>> opening, int weight) {
    this(opening, element -> weight);
  }

  Batches(Callable<Stream<T>> opening, ToIntFunction<? super T> weight) {
    this.opening = opening;
    this.weight = weight;
  }

  @Override
  public Task<Boolean> hasNext() {
    requireIdle();
    asked = true;
    if (!batch.isEmpty()) {
      return Task.of(true);
    }
    Exception thrown = failure;
    if (thrown != null) {
      failure = null;
      return Task.failed(thrown);
    }
    if (ended) {
      return Task.of(false);
    }
    asking = AsyncFiles.call(this::fetch);
    return asking;
  }

  /** On another thread. A failure comes behind the elements that were read before it. */
  private Boolean fetch() throws Exception {
    try {
      fill();
    } catch (UncheckedIOException thrown) {
      failure = thrown.getCause();
    } catch (Exception thrown) {
      failure = thrown;
    }
    Exception thrown = failure;
    if (thrown != null) {
      ended = true;
      try {
        closeStream();
      } catch (RuntimeException again) {
        thrown.addSuppressed(again);
      }
      if (batch.isEmpty()) {
        failure = null;
        throw thrown;
      }
    }
    return !batch.isEmpty();
  }

  private void fill() throws Exception {
    Iterator<T> from = elements;
    if (from == null) {
      Stream<T> opened = opening.call();
      stream = opened;
      from = opened.iterator();
      elements = from;
    }
    for (int filled = 0; filled < WEIGHT; ) {
      if (!from.hasNext()) {
        ended = true;
        closeStream();
        return;
      }
      T element = from.next();
      batch.add(element);
      filled += weight.applyAsInt(element);
    }
  }

  private @Nullable Void closeStream() {
    Stream<T> opened = stream;
    stream = null;
    elements = null;
    if (opened != null) {
      opened.close();
    }
    return null;
  }

  @Override
  public T next() {
    T element = asked && (asking == null || asking.isDone()) ? batch.poll() : null;
    if (element == null) {
      throw new NoSuchElementException("hasNext() did not give true: await it before each next()");
    }
    asked = false;
    return element;
  }

  @Override
  public Task<Void> closeAsync() {
    requireIdle();
    ended = true;
    failure = null;
    batch.clear();
    return stream == null
        ? Task.done()
        : Bobbin.uncancellable(() -> AsyncFiles.call(this::closeStream));
  }

  private void requireIdle() {
    if (asking != null && !asking.isDone()) {
      throw new IllegalStateException(
          "hasNext() is under way: an iterator is used by one task at a time");
    }
  }
}
