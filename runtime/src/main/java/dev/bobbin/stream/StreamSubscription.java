package dev.bobbin.stream;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import dev.bobbin.internal.Routine;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Gives a stream's elements to a subscriber, as many as it requests. The next element is asked for
 * before it is requested, so that the end is told without a request.
 */
final class StreamSubscription<T> implements Flow.Subscription {

  private static final int ASKED = 1;
  private static final int REQUESTED = 2;
  private static final int CLOSED = 3;

  private final EventLoop loop;

  /** Null once nothing may be signalled any more, so that nobody is kept in memory. */
  private volatile Flow.@Nullable Subscriber<? super T> subscriber;

  // === Confined to the loop thread ===

  private final WaitingLine<Signal<Void>> line = new WaitingLine<>(this, "request of");
  private final AsyncStream<T> stream;
  private @Nullable Task<Void> delivery;
  private long requested;

  StreamSubscription(AsyncStream<T> stream, EventLoop loop, Flow.Subscriber<? super T> subscriber) {
    this.stream = stream;
    this.loop = loop;
    this.subscriber = subscriber;
  }

  /** On the loop. */
  void begin() {
    Flow.Subscriber<? super T> told = subscriber;
    if (told != null) {
      told.onSubscribe(this);
      if (subscriber != null) {
        deliver(told);
      }
    }
  }

  private void deliver(Flow.Subscriber<? super T> told) {
    AsyncIterator<T> source;
    try {
      source = stream.iterator();
    } catch (Throwable thrown) {
      subscriber = null;
      told.onError(thrown);
      return;
    }
    delivery = new Delivery(source).start();
  }

  // === From any thread ===

  @Override
  public void request(long count) {
    if (subscriber != null) {
      onLoop(() -> add(count));
    }
  }

  @Override
  public void cancel() {
    subscriber = null;
    onLoop(this::end);
  }

  private void onLoop(Runnable action) {
    if (loop.inLoop()) {
      action.run();
      return;
    }
    try {
      loop.execute(action);
    } catch (RejectedExecutionException closed) {
      subscriber = null; // whatever was under way has been cancelled with the loop
    }
  }

  // === On the loop ===

  @SuppressWarnings("NullAway") // a Task<Void> has no value but null
  private void add(long count) {
    if (count <= 0) {
      Flow.Subscriber<? super T> told = subscriber;
      subscriber = null;
      if (told != null) {
        told.onError(
            new IllegalArgumentException(
                "request(" + count + "): rule 3.9 of Reactive Streams wants a positive number"));
      }
      end();
      return;
    }
    requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
    Signal<Void> waiting = line.first();
    if (waiting != null) {
      waiting.give(null);
    }
  }

  private void end() {
    if (delivery != null) {
      delivery.cancel("the subscriber cancelled");
    }
  }

  private final class Delivery extends Routine<Void> {

    private final AsyncIterator<T> source;
    private @Nullable Throwable failure;

    Delivery(AsyncIterator<T> source) {
      super("AsyncStream.toPublisher");
      this.source = source;
    }

    /** A failure that no subscriber is told of goes to the loop's handler. */
    Task<Void> start() {
      Task<Void> begun = begin();
      detached();
      return begun;
    }

    @Override
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
      if (at == CLOSED) {
        return told();
      }
      if (at == ASKED && !Boolean.TRUE.equals(arrived)) {
        return await(Merged.closed(source), CLOSED);
      }
      if (at != 0 && requested == 0) {
        return await(new Signal<Void>(line), REQUESTED);
      }
      Flow.Subscriber<? super T> told = subscriber;
      if (at != 0 && told != null) {
        requested--;
        T item = source.next();
        tell(() -> told.onNext(item));
      }
      return subscriber == null
          ? await(Merged.closed(source), CLOSED)
          : await(source.hasNext(), ASKED);
    }

    @Override
    protected @Nullable CompletionStage<?> failed(int at, Throwable thrown) {
      boolean asWished = subscriber == null && thrown instanceof CancellationException;
      if (failure == null) {
        failure = asWished ? null : thrown;
      } else if (failure != thrown) {
        failure.addSuppressed(thrown);
      }
      return at == CLOSED ? told() : await(Merged.closed(source), CLOSED);
    }

    private CompletionStage<?> told() {
      Flow.Subscriber<? super T> told = subscriber;
      subscriber = null;
      Throwable thrown = failure;
      if (told == null) {
        return thrown == null ? Task.done() : Task.failed(thrown);
      }
      tell(thrown == null ? told::onComplete : () -> told.onError(thrown));
      return Task.done();
    }

    /** A subscriber that throws has cancelled, says rule 2.13; the loop's handler is told. */
    private void tell(Runnable signal) {
      try {
        signal.run();
      } catch (RuntimeException | Error broken) {
        subscriber = null;
        loop.execute(
            () -> {
              throw broken;
            });
      }
    }
  }

  @Override
  public String toString() {
    return "StreamSubscription[" + requested + " requested]";
  }
}
