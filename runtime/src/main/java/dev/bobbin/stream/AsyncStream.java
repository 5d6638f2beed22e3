package dev.bobbin.stream;

import dev.bobbin.AsyncConsumer;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Elements that come over time, and what is to be done with them: a recipe, which begins anew with
 * each {@link #iterator}, {@link #collect} or other end of the chain. The counterpart of Python's
 * asynchronous generators and of {@link java.util.stream.Stream}.
 *
 * <pre>{@code
 * AsyncStream<String> lines =
 *     AsyncStream.generate(
 *         out -> {
 *           try (var file = await(open(path))) {
 *             for (String line; (line = await(file.readLine())) != null; ) {
 *               await(out.emit(line));
 *             }
 *           }
 *           return Task.done();
 *         });
 * List<String> errors = await(lines.filter(line -> line.contains("ERROR")).take(10).toList());
 * }</pre>
 *
 * <p>It is pulled: the code behind a stream runs only while an element is asked for. When enough
 * has been seen, the code is cancelled where it emits, so its finally blocks run, awaits included,
 * before the end is reported. Everything belongs to one loop and its thread.
 */
public final class AsyncStream<T> {

  private final Supplier<AsyncIterator<T>> recipe;

  private AsyncStream(Supplier<AsyncIterator<T>> recipe) {
    this.recipe = recipe;
  }

  // === Where elements come from ===

  /**
   * A stream of what some code emits. The code is called once an element is asked for; its end is
   * that of the stream, and so is its failure.
   */
  public static <T> AsyncStream<T> generate(AsyncConsumer<Emitter<T>> code) {
    Objects.requireNonNull(code, "code");
    return new AsyncStream<>(() -> new Emission<>(code));
  }

  /** A stream of elements that are there already. */
  public static <T> AsyncStream<T> from(Iterable<? extends T> elements) {
    Objects.requireNonNull(elements, "elements");
    return new AsyncStream<>(() -> new Elements<>(elements.iterator()));
  }

  /** The same for some elements. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T> AsyncStream<T> of(T... elements) {
    return from(Arrays.asList(elements.clone()));
  }

  /** A stream of another kind: {@code AsyncStream.iterating(queue::iterator)}. */
  public static <T> AsyncStream<T> iterating(Supplier<AsyncIterator<T>> source) {
    return new AsyncStream<>(Objects.requireNonNull(source, "source"));
  }

  // === What becomes of them ===

  /** A stream of what the function makes of each element. */
  public <R> AsyncStream<R> map(Function<? super T, ? extends R> function) {
    Objects.requireNonNull(function, "function");
    return then(
        source ->
            new Derived<T, R>(source) {
              @Override
              void accept(T item) {
                give(function.apply(item));
              }
            });
  }

  /** A stream of the elements for which the test gives true. */
  public AsyncStream<T> filter(Predicate<? super T> test) {
    Objects.requireNonNull(test, "test");
    return then(
        source ->
            new Derived<T, T>(source) {
              @Override
              void accept(T item) {
                if (test.test(item)) {
                  give(item);
                }
              }
            });
  }

  /**
   * A stream of the first elements, at most so many; then the source is closed.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public AsyncStream<T> take(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("take(" + count + ")");
    }
    return then(
        source ->
            new Derived<T, T>(source) {
              private long left = count;

              @Override
              boolean isEnough() {
                return left == 0;
              }

              @Override
              void accept(T item) {
                left--;
                give(item);
              }
            });
  }

  /**
   * The same elements, each of which has to come within the limit from when it is asked for:
   * otherwise the source is closed and the stream fails with {@link dev.bobbin.TimeoutException}.
   */
  public AsyncStream<T> timeout(Duration limit) {
    Objects.requireNonNull(limit, "limit");
    return then(
        source ->
            new Derived<T, T>(source) {
              @Override
              Task<Boolean> ask() {
                return Bobbin.timeout(limit, source::hasNext);
              }

              @Override
              void accept(T item) {
                give(item);
              }
            });
  }

  /**
   * The same elements, of which so many are fetched before they are asked for, by a task of its
   * own.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public AsyncStream<T> buffer(int size) {
    requirePositive(size, "buffer");
    return then(source -> new Merged<>(new Alone<>(source), size, 1));
  }

  /**
   * The elements of the streams that the function makes, of which at most {@code concurrency} are
   * under way at a time. With a concurrency of 1 they come one stream after the other; otherwise as
   * they come, in order only within each stream. The first failure closes all.
   *
   * @throws IllegalArgumentException if the concurrency is not positive
   */
  public <R> AsyncStream<R> flatMap(int concurrency, Function<? super T, AsyncStream<R>> function) {
    requirePositive(concurrency, "flatMap");
    Objects.requireNonNull(function, "function");
    return then(
        source ->
            new Merged<>(
                new Derived<T, AsyncIterator<R>>(source) {
                  @Override
                  void accept(T item) {
                    give(function.apply(item).iterator());
                  }
                },
                0,
                concurrency));
  }

  /**
   * The values of async calls, at most {@code concurrency} of them at a time, as they come. The
   * first failure cancels the others.
   *
   * @throws IllegalArgumentException if the concurrency is not positive
   */
  public <R> AsyncStream<R> mapAsync(int concurrency, AsyncFunction<? super T, R> function) {
    Objects.requireNonNull(function, "function");
    return flatMap(concurrency, item -> iterating(() -> new Single<>(item, function)));
  }

  private static void requirePositive(int number, String operation) {
    if (number < 1) {
      throw new IllegalArgumentException(operation + " of " + number);
    }
  }

  private <R> AsyncStream<R> then(Function<AsyncIterator<T>, AsyncIterator<R>> operation) {
    return new AsyncStream<>(() -> operation.apply(recipe.get()));
  }

  // === The end of the chain ===

  /** Begins: the elements one by one. To be closed, unless it is asked to the end. */
  public AsyncIterator<T> iterator() {
    return recipe.get();
  }

  /** All elements in a list. */
  public Task<List<T>> toList() {
    return collect(Collectors.toList());
  }

  /** What a collector makes of all elements. */
  public <A, R> Task<R> collect(Collector<? super T, A, R> collector) {
    A container = collector.supplier().get();
    var accumulator = collector.accumulator();
    return new Consuming<T, R>(
            iterator(),
            item -> {
              accumulator.accept(container, item);
              return Task.done();
            },
            () -> collector.finisher().apply(container))
        .start();
  }

  /** Calls the operation for each element, one after the other, each when the last has ended. */
  @SuppressWarnings("NullAway") // a Task<Void> has no value but null
  public Task<Void> forEach(AsyncConsumer<? super T> operation) {
    Objects.requireNonNull(operation, "operation");
    return new Consuming<T, Void>(iterator(), operation, () -> null).start();
  }

  // === The standard's interface for streams ===

  /**
   * The stream for libraries that know {@link Flow}: each subscriber begins anew, with a task of
   * the loop that runs on this thread now, and gets as many elements as it requests.
   *
   * @throws IllegalStateException if no loop runs on this thread
   */
  public Flow.Publisher<T> toPublisher() {
    return new StreamPublisher<>(this, EventLoop.current());
  }

  /**
   * The elements of a publisher, which may give them on any thread. Few are requested at a time,
   * and more when those were taken; closing cancels the subscription.
   */
  public static <T> AsyncStream<T> from(Flow.Publisher<T> publisher) {
    Objects.requireNonNull(publisher, "publisher");
    return new AsyncStream<>(() -> new PublisherIterator<>(publisher));
  }
}
