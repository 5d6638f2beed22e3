package dev.bobbin.stream;

import dev.bobbin.AsyncConsumer;
import dev.bobbin.Onlooker;
import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import dev.bobbin.internal.Routine;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The elements that code emits, as an iterator: the code runs when an element is asked for, up to
 * its next {@code emit}, and is in no other place than its own task. If it has to be ended early it
 * is cancelled there, as any task is, and so it is when its loop shuts down.
 */
final class Emission<T> implements AsyncIterator<T>, Generator.Exchange<T> {

  private final AsyncConsumer<? super Emission<T>> code;

  /** Those in {@code emit}, first of all the one whose element was given last. */
  private final WaitingLine<Emitting<T>> emitting = new WaitingLine<>(this, "emit to");

  /** The one that asks, if any. */
  private final WaitingLine<Signal<Boolean>> asking = new WaitingLine<>(this, "next of");

  /** Looks out for the end of the code. */
  private final End end = new End();

  private @Nullable Task<?> task;
  private boolean ended;
  private boolean closing;

  /** What {@code hasNext} found: its emit is over when the next element is asked for. */
  private @Nullable Emitting<T> current;

  /** And {@code next} has not given yet. */
  private boolean found;

  private @Nullable Throwable failure;

  /** The latest request to cancel that was none of the code's, see {@link Request}. */
  private @Nullable CancellationException returned;

  Emission(AsyncConsumer<? super Emission<T>> code) {
    this.code = code;
  }

  // === For the consumer ===

  @Override
  public Task<Boolean> hasNext() {
    return hasNext(null);
  }

  /** The same, with an answer to the code's last {@code emit}. */
  Task<Boolean> hasNext(@Nullable Object answer) {
    asking.enter();
    if (!asking.isEmpty()) {
      throw new IllegalStateException(
          "hasNext() is under way: an iterator is asked by one task at a time");
    }
    if (found) {
      return Task.of(true);
    }
    Emitting<T> given = current;
    current = null;
    if (given != null && !given.isDone()) {
      given.taken(answer);
    }
    if (task == null && !ended) {
      start();
    }
    Emitting<T> first = emitting.first();
    if (first != null) {
      find(first);
      return Task.of(true);
    }
    return ended ? ending() : new Signal<>(asking, task);
  }

  private void find(Emitting<T> first) {
    current = first;
    found = true;
  }

  private void start() {
    try {
      CompletionStage<?> stage =
          Objects.requireNonNull(code.accept(this), "the code of the stream returned null");
      Task<?> started = Task.from(stage);
      task = started;
      if (started.isDone()) {
        ended(started);
      } else {
        end.watchEnd(started);
      }
    } catch (Throwable thrown) {
      failure = thrown;
      ended = true;
    }
  }

  private Task<Boolean> ending() {
    Throwable thrown = failure;
    failure = null;
    return thrown == null ? Task.of(false) : Task.failed(thrown);
  }

  @Override
  public T next() {
    Emitting<T> first = current;
    if (!found || first == null) {
      throw new NoSuchElementException("hasNext() did not give true: await it before each next()");
    }
    found = false;
    return first.element;
  }

  @Override
  public Task<Void> closeAsync() {
    asking.enter();
    if (!asking.isEmpty()) {
      throw new IllegalStateException(
          "hasNext() is under way: close the iterator when it is over, or cancel it");
    }
    return new Closing().start();
  }

  // === For the code ===

  @Override
  public Task<Void> emit(T element) {
    return emit(element, Void.class);
  }

  @Override
  @SuppressWarnings("unchecked") // the answer is held against its type before it is given
  public <S> Task<S> emit(T element, Class<S> answer) {
    emitting.enter();
    if (closing || ended) {
      return Task.failed(new CancellationException("the stream was closed"));
    }
    Emitting<T> emit = new Emitting<>(this, element, answer);
    Signal<Boolean> asked = asking.first();
    if (asked != null) {
      answer(asked, emit);
    }
    return (Task<S>) emit;
  }

  private void answer(Signal<Boolean> asked, Emitting<T> emit) {
    CancellationException request = asked.request();
    if (request != null) {
      emit.request = new Request(request, asked.asker(), this);
    }
    if (request != null && request == returned) {
      asked.refuse(request); // it was asked again with it: this element is for the next who asks
    } else {
      find(emit);
      asked.give(true);
    }
  }

  /**
   * A request to cancel by one who waited for an element. If it reached the code when the element
   * was on its way, it can interrupt the code only at the emit, whereas it was meant for the one
   * who has that element: it goes back there, and the code goes on.
   */
  private record Request(
      CancellationException cancellation, @Nullable Task<?> asker, Emission<?> stream) {}

  /** What the code wants as an answer to its last {@code emit}; null if it waits for none. */
  @Nullable Class<?> wanted() {
    Emitting<T> last = current;
    return last == null || found || last.isDone() ? null : last.answer;
  }

  private boolean ended(Task<?> done) {
    ended = true;
    Signal<Boolean> asked = asking.first();
    Throwable thrown = null;
    try {
      done.join();
    } catch (Throwable outcome) {
      thrown = outcome;
    }
    if (asked == null) {
      failure = closing ? null : thrown;
      return closing;
    }
    if (thrown == null) {
      asked.give(false);
    } else {
      asked.refuse(thrown);
    }
    return true;
  }

  private static final class Emitting<T> extends Signal<Object> {

    private final T element;
    private final Class<?> answer;

    private @Nullable Request request;

    Emitting(Emission<T> stream, T element, Class<?> answer) {
      super(stream.emitting);
      this.element = element;
      this.answer = answer;
    }

    void taken(@Nullable Object given) {
      give(given);
    }

    @Override
    protected void withdraw(CancellationException cancellation) {
      Request known = request;
      if (known != null && known.cancellation == cancellation) {
        request = null;
        known.stream.returned = cancellation;
        giveBack(cancellation, known.asker);
      } else {
        super.withdraw(cancellation);
      }
    }
  }

  private final class End extends Onlooker {

    void watchEnd(Task<?> started) {
      watch(started);
    }

    @Override
    protected boolean seen(Task<?> done) {
      return ended(done);
    }

    @Override
    protected @Nullable Task<?> served() {
      return asking.first();
    }
  }

  /** Cancels the code and waits until it has ended. */
  private final class Closing extends Routine<Void> {

    Closing() {
      super("AsyncStream.close");
    }

    Task<Void> start() {
      return begin();
    }

    @Override
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
      Task<?> running = task;
      if (at > 0 || ended || running == null) {
        ended = true;
        refuseAll();
        Throwable unseen = failure;
        failure = null;
        return unseen == null || unseen instanceof CancellationException
            ? Task.done()
            : Task.failed(unseen);
      }
      if (!closing) {
        closing = true;
        running.cancel("the stream was closed");
        refuseAll();
      }
      return await(running, 1);
    }

    /** What the code awaits itself is over by now; other tasks may emit on its behalf. */
    private void refuseAll() {
      for (Emitting<T> next = emitting.first(); next != null; next = emitting.first()) {
        next.refuse(new CancellationException("the stream was closed"));
      }
    }

    @Override
    protected CompletionStage<?> failed(int at, Throwable thrown) throws Throwable {
      if (thrown instanceof CancellationException && !isCancelRequested()) {
        return Task.done();
      }
      throw thrown;
    }
  }

  @Override
  public String toString() {
    return "AsyncStream["
        + (ended ? "ended" : task == null ? "not begun" : closing ? "closing" : "open")
        + "]";
  }
}
