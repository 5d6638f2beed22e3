package dev.bobbin.stream;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.concurrent.Flow;
import java.util.stream.LongStream;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** Run by {@link ReactiveStreamsTest}: a stream as a publisher. */
public class StreamPublisherVerification extends FlowPublisherVerification<Long> {
  private final EventLoop loop = EventLoop.create();

  public StreamPublisherVerification() {
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

  @Override
  public Flow.Publisher<Long> createFlowPublisher(long elements) {
    Iterable<Long> numbers = () -> LongStream.range(0, elements).iterator();
    return loop.fork(() -> Task.of(AsyncStream.from(numbers).buffer(2).toPublisher())).join();
  }

  @Override
  public Flow.Publisher<Long> createFailedFlowPublisher() {
    return loop.fork(
            () ->
                Task.of(
                    AsyncStream.<Long>generate(out -> Task.failed(new IllegalStateException()))
                        .toPublisher()))
        .join();
  }
}
