package dev.bobbin.stream;

import dev.bobbin.EventLoop;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;

/** A stream as a publisher; its subscribers are called on the loop's thread. */
final class StreamPublisher<T> implements Flow.Publisher<T> {

  private final AsyncStream<T> stream;
  private final EventLoop loop;

  StreamPublisher(AsyncStream<T> stream, EventLoop loop) {
    this.stream = stream;
    this.loop = loop;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    StreamSubscription<T> subscription = new StreamSubscription<>(stream, loop, subscriber);
    try {
      loop.execute(subscription::begin);
    } catch (RejectedExecutionException closed) {
      subscriber.onSubscribe(subscription);
      subscriber.onError(closed);
    }
  }
}
