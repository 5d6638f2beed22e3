package dev.bobbin.stream;

import dev.bobbin.AsyncConsumer;
import dev.bobbin.InlineLoop;
import dev.bobbin.Task;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Elements that code makes one by one, each when it is asked for, without any waiting: the
 * counterpart of a Python generator, for loops and {@link Stream}s.
 *
 * <pre>{@code
 * Generator<Integer> fibonacci =
 *     Generator.of(
 *         out -> {
 *           for (int a = 0, b = 1, next; ; next = a + b, a = b, b = next) {
 *             await(out.emit(a));
 *           }
 *         });
 * for (int number : fibonacci) {
 *   if (number > 100) {
 *     break;
 *   }
 * }
 * }</pre>
 *
 * <p>The code runs inside of {@link #next}, on the thread that calls it, and stops at its {@code
 * emit}; no event loop and no other thread is needed. It may await what it emits, async methods
 * that do, and what is done already; {@link AsyncStream#generate} is for code that waits for
 * anything else. A generator runs once and is used by one thread at a time. What it throws comes
 * out of {@code next} or {@code hasNext}. One that is not run to its end should be {@linkplain
 * #close closed}, if its code has finally blocks.
 */
public final class Generator<T> implements Iterable<T>, AutoCloseable {

  /** Where the code of a generator puts its elements, and gets answers. */
  public interface Exchange<T> extends Emitter<T> {

    /**
     * Gives an element, and waits for the next {@link Generator#next(Object)}.
     *
     * @return done with what the consumer sent; with null if it called {@link Generator#next()}
     */
    <S> Task<S> emit(T element, Class<S> answer);
  }

  private final InlineLoop loop = new InlineLoop();
  private final Emission<T> emission;
  private @Nullable Task<?> latest;

  /** {@link #hasNext} has found the next element, or the end. */
  private boolean asked;

  private boolean running;

  private Generator(AsyncConsumer<Exchange<T>> code) {
    this.emission = new Emission<>(code);
  }

  /** A generator that has not begun: the code is called with the first {@code next}. */
  public static <T> Generator<T> of(AsyncConsumer<Exchange<T>> code) {
    return new Generator<>(Objects.requireNonNull(code, "code"));
  }

  /** Runs the code to its next {@code emit}, unless it is there, or to its end. */
  public boolean hasNext() {
    return ask(null);
  }

  /**
   * Runs the code to its next {@code emit}, unless it is there.
   *
   * @return the element
   * @throws NoSuchElementException if the code has come to its end
   */
  public T next() {
    if (!ask(null)) {
      throw new NoSuchElementException("the generator has come to its end");
    }
    asked = false;
    return emission.next();
  }

  /**
   * The next element, after the code's {@code emit} has given the value to the code. The
   * counterpart of {@code generator.send(value)}.
   *
   * @throws IllegalStateException if no {@code emit} waits for an answer: before the first {@code
   *     next}, or after {@code hasNext}
   * @throws ClassCastException if the code wants another type
   */
  public T next(@Nullable Object answer) {
    Class<?> wanted = emission.wanted();
    if (wanted == null) {
      throw new IllegalStateException(
          "nothing waits for an answer: call next() first, and hasNext() only before next()");
    }
    if (answer != null && !wanted.isInstance(answer)) {
      throw new ClassCastException(
          "the generator's code wants an answer of " + wanted + ", not of " + answer.getClass());
    }
    if (!ask(answer)) {
      throw new NoSuchElementException("the generator has come to its end");
    }
    asked = false;
    return emission.next();
  }

  private boolean ask(@Nullable Object answer) {
    if (asked) {
      return emission.hasNext().resultNow();
    }
    boolean more = run(() -> emission.hasNext(answer));
    asked = more;
    return more;
  }

  private <R> R run(Step<R> step) {
    if (running) {
      throw new IllegalStateException("the generator's own code asks it for an element");
    }
    running = true;
    try {
      loop.run(() -> latest = called(step));
      @SuppressWarnings("unchecked")
      Task<R> task = (Task<R>) Objects.requireNonNull(latest);
      if (!task.isDone()) {
        giveUp(task);
      }
      return task.join();
    } finally {
      running = false;
      latest = null;
    }
  }

  /** What it throws is for who called, not for the loop. */
  private static Task<?> called(Step<?> step) {
    try {
      return step.call();
    } catch (Throwable thrown) {
      return Task.failed(thrown);
    }
  }

  private interface Step<R> {
    Task<R> call();
  }

  private void giveUp(Task<?> task) {
    String waits = loop.dump().toString();
    loop.run(() -> task.cancel("nobody would ever go on with it"));
    throw new IllegalStateException(
        "a generator waits for its consumer only: code that waits for anything else needs"
            + " AsyncStream.generate(...) and an event loop\n"
            + waits);
  }

  /** The elements to come. Several iterators share them: the code runs once. */
  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return Generator.this.hasNext();
      }

      @Override
      public T next() {
        return Generator.this.next();
      }
    };
  }

  /** The elements to come; closing the stream closes the generator. */
  public Stream<T> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED), false)
        .onClose(this::close);
  }

  /** Ends the code at its {@code emit}; its finally blocks run. Does nothing at the end. */
  @Override
  public void close() {
    asked = false;
    run(emission::closeAsync);
  }
}
