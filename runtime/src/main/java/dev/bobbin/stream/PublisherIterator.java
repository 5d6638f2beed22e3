package dev.bobbin.stream;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a publisher gives, on whichever thread it does; at most {@link #WINDOW} are on the way. */
final class PublisherIterator<T> implements AsyncIterator<T> {

  /** As many are requested at first, and half of it whenever that many were taken. */
  private static final int WINDOW = 16;

  private final Flow.Publisher<T> publisher;
  private final WaitingLine<Signal<Boolean>> asking = new WaitingLine<>(this, "next of");
  private final ArrayDeque<T> arrived = new ArrayDeque<>();
  private @Nullable Receiver receiver;
  private boolean ended;
  private @Nullable Throwable failure;
  private boolean found;
  private int taken;

  PublisherIterator(Flow.Publisher<T> publisher) {
    this.publisher = publisher;
  }

  @Override
  public Task<Boolean> hasNext() {
    asking.enter();
    requireIdle();
    if (receiver == null && !ended) {
      receiver = new Receiver(EventLoop.current());
      subscribe(receiver);
    }
    if (!arrived.isEmpty()) {
      found = true;
      return Task.of(true);
    }
    if (!ended) {
      return new Signal<>(asking);
    }
    Throwable thrown = failure;
    failure = null;
    return thrown == null ? Task.of(false) : Task.failed(thrown);
  }

  private void subscribe(Receiver to) {
    try {
      publisher.subscribe(to);
    } catch (Throwable thrown) { // against the rules: no signal will come
      to.cancel();
      end(thrown);
    }
  }

  @Override
  public T next() {
    if (!found || arrived.isEmpty()) {
      throw new NoSuchElementException("hasNext() did not give true: await it before each next()");
    }
    found = false;
    if (++taken == WINDOW / 2 && receiver != null && !ended) {
      taken = 0;
      receiver.more(WINDOW / 2);
    }
    return arrived.remove();
  }

  @Override
  public Task<Void> closeAsync() {
    asking.enter();
    requireIdle();
    ended = true;
    failure = null;
    arrived.clear();
    if (receiver != null) {
      receiver.cancel();
    }
    return Task.done();
  }

  private void requireIdle() {
    if (!asking.isEmpty()) {
      throw new IllegalStateException(
          "hasNext() is under way: an iterator is used by one task at a time");
    }
  }

  private void add(T item) {
    if (ended) {
      return;
    }
    arrived.add(item);
    Signal<Boolean> waiting = asking.first();
    if (waiting != null) {
      found = true;
      waiting.give(true);
    }
  }

  private void end(@Nullable Throwable thrown) {
    if (ended) {
      return;
    }
    ended = true;
    Signal<Boolean> waiting = asking.first();
    if (waiting == null) {
      failure = thrown;
    } else if (thrown == null) {
      waiting.give(false);
    } else {
      waiting.refuse(thrown);
    }
  }

  /**
   * Brings the publisher's signals to the loop. They may come on several threads, the loop's among
   * them, one after the other; as the loop has an order for each thread only, they wait in a queue.
   */
  private final class Receiver implements Flow.Subscriber<T> {

    private final EventLoop loop;
    private final ConcurrentLinkedQueue<Runnable> signals = new ConcurrentLinkedQueue<>();

    /** How many signals the loop does not know of yet; the first one tells it. */
    private final AtomicInteger unseen = new AtomicInteger();

    private Flow.@Nullable Subscription subscription;
    private boolean cancelled;

    Receiver(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      Objects.requireNonNull(given, "subscription");
      if (keeps(given)) {
        given.request(WINDOW);
      } else {
        given.cancel();
      }
    }

    private synchronized boolean keeps(Flow.Subscription given) {
      if (subscription != null || cancelled) {
        return false;
      }
      subscription = given;
      return true;
    }

    @Override
    public void onNext(T item) {
      Objects.requireNonNull(item, "item");
      post(() -> add(item));
    }

    @Override
    public void onError(Throwable thrown) {
      Objects.requireNonNull(thrown, "thrown");
      post(() -> end(thrown));
    }

    @Override
    public void onComplete() {
      post(() -> end(null));
    }

    private void post(Runnable signal) {
      signals.add(signal);
      if (unseen.getAndIncrement() > 0) {
        return;
      }
      try {
        loop.execute(this::deliver);
      } catch (RejectedExecutionException closed) {
        cancel(); // who would have taken it has been cancelled with the loop
      }
    }

    private void deliver() {
      int seen = unseen.get();
      while (seen > 0) {
        for (int i = 0; i < seen; i++) {
          Objects.requireNonNull(signals.poll()).run();
        }
        seen = unseen.addAndGet(-seen);
      }
    }

    void more(int count) {
      Flow.Subscription known;
      synchronized (this) {
        known = subscription;
      }
      if (known != null) {
        known.request(count);
      }
    }

    void cancel() {
      Flow.Subscription known;
      synchronized (this) {
        cancelled = true;
        known = subscription;
      }
      if (known != null) {
        known.cancel();
      }
    }
  }

  @Override
  public String toString() {
    return "AsyncStream.from[" + publisher + "]";
  }
}
