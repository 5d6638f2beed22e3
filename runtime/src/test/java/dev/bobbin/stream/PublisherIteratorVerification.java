package dev.bobbin.stream;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** Run by {@link ReactiveStreamsTest}: what subscribes where a publisher becomes a stream. */
public class PublisherIteratorVerification extends FlowSubscriberBlackboxVerification<Integer> {
  private final EventLoop loop = EventLoop.create();

  public PublisherIteratorVerification() {
    super(new TestEnvironment(ReactiveStreamsTest.PATIENCE_MILLIS, 50));
  }

  @BeforeClass
  public void startLoop() {
    loop.start();
  }

  @AfterClass
  public void closeLoop() {
    loop.close();
  }

  /** The subscriber of a stream whose elements are all taken. */
  @Override
  public Flow.Subscriber<Integer> createFlowSubscriber() {
    var subscriber = new CompletableFuture<Flow.Subscriber<Integer>>();
    Flow.Publisher<Integer> publisher = given -> subscriber.complete(cast(given));
    loop.fork(() -> AsyncStream.from(publisher).forEach(element -> Task.done()));
    return subscriber.join();
  }

  @SuppressWarnings("unchecked")
  private static Flow.Subscriber<Integer> cast(Flow.Subscriber<? super Integer> given) {
    return (Flow.Subscriber<Integer>) given;
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }
}
