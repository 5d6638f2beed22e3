package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncIterator;
import dev.bobbin.stream.AsyncStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams and {@link Flow}; what the compatibility kit does not ask. */
@Timeout(60)
class FlowBridgeTest {
  private final List<String> log = new ArrayList<>();

  /** Notes its signals and requests what the test says. */
  private class Noting implements Flow.Subscriber<Integer> {
    private Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(Integer item) {
      log.add("next " + item);
    }

    @Override
    public void onError(Throwable thrown) {
      log.add("error " + thrown.getMessage());
    }

    @Override
    public void onComplete() {
      log.add("complete");
    }
  }

  private AsyncStream<Integer> two() {
    return AsyncStream.generate(
        out -> {
          try {
            await(out.emit(1));
            await(out.emit(2));
          } finally {
            log.add("finally");
          }
          return Task.done();
        });
  }

  @Test
  @Covers("I4")
  void aSubscriberGetsWhatItRequests() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Noting subscriber = new Noting();
      cranked.run(() -> Task.of(two().toPublisher())).subscribe(subscriber);
      cranked.settle();
      assertEquals(List.of(), log);
      subscriber.subscription.request(1);
      cranked.settle();
      assertEquals(List.of("next 1"), log);
      subscriber.subscription.request(Long.MAX_VALUE);
      subscriber.subscription.request(1);
      cranked.settle();
      assertEquals(List.of("next 1", "next 2", "finally", "complete"), log);
    }
  }

  @Test
  @Covers({"I2", "I4"})
  void aSubscriberThatCancelsClosesTheStream() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Noting subscriber = new Noting();
      cranked.run(() -> Task.of(two().toPublisher())).subscribe(subscriber);
      cranked.settle();
      subscriber.subscription.request(1);
      cranked.settle();
      subscriber.subscription.cancel();
      subscriber.subscription.request(1);
      cranked.settle();
      assertEquals(List.of("next 1", "finally"), log);
      assertTrue(cranked.loop.tasks().isEmpty(), () -> cranked.loop.dump().toString());
    }
  }

  @Test
  @Covers({"I3", "I4"})
  void failuresAndWrongRequestsAreErrors() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      cranked
          .run(
              () ->
                  Task.of(
                      AsyncStream.<Integer>generate(
                              out -> Task.failed(new IllegalStateException("broken")))
                          .toPublisher()))
          .subscribe(new Noting());
      cranked.settle();
      assertEquals(List.of("error broken"), log);
      log.clear();
      Noting wrong = new Noting();
      cranked.run(() -> Task.of(two().toPublisher())).subscribe(wrong);
      cranked.settle();
      wrong.subscription.request(0);
      cranked.settle();
      assertTrue(log.get(0).startsWith("error request(0)"), log::toString);
      assertTrue(log.contains("finally"), log::toString);
    }
  }

  @Test
  @Covers("I4")
  void aSubscriberThatThrowsHasCancelledAndTheHandlerIsTold() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var failure = new IllegalStateException("cannot take it");
      Noting broken =
          new Noting() {
            @Override
            public void onNext(Integer item) {
              throw failure;
            }
          };
      cranked.run(() -> Task.of(two().toPublisher())).subscribe(broken);
      cranked.settle();
      broken.subscription.request(2);
      cranked.settle();
      assertEquals(List.of("finally"), log);
      assertSame(failure, cranked.reports.get(0).failure());
    }
  }

  @Test
  @Covers("I4")
  void aLoopThatIsClosedTakesNoSubscribers() {
    CrankedLoop cranked = new CrankedLoop();
    Flow.Publisher<Integer> publisher = cranked.run(() -> Task.of(two().toPublisher()));
    cranked.close();
    publisher.subscribe(new Noting());
    assertEquals(1, log.size());
    assertTrue(log.get(0).startsWith("error EventLoop["), log::toString);
    assertThrows(IllegalStateException.class, () -> two().toPublisher());
  }

  @RepeatedTest(20)
  @Covers("I4")
  void elementsOfAnotherThreadComeInOrderWithBackPressure() {
    List<Integer> numbers = IntStream.range(0, 10_000).boxed().toList();
    var publisher = new SubmissionPublisher<Integer>(Runnable::run, 8);
    try (EventLoop loop = EventLoop.create().start()) {
      Task<List<Integer>> list =
          loop.fork(() -> AsyncStream.from(publisher).map(i -> i).buffer(3).toList());
      Bounded.until("subscribed", () -> publisher.getNumberOfSubscribers() == 1, loop);
      numbers.forEach(publisher::submit);
      publisher.close();
      // not assertEquals, which would print them all
      assertArrayEquals(numbers.toArray(), Bounded.get(list, loop).toArray());
    }
  }

  @Test
  @Covers("I2")
  void closingTheStreamCancelsTheSubscription() {
    try (EventLoop loop = EventLoop.create().start();
        var publisher = new SubmissionPublisher<Integer>()) {
      Task<List<Integer>> list = loop.fork(() -> AsyncStream.from(publisher).take(3).toList());
      Bounded.until("subscribed", () -> publisher.getNumberOfSubscribers() == 1, loop);
      for (int i = 0; i < 10; i++) {
        publisher.submit(i);
      }
      assertEquals(List.of(0, 1, 2), Bounded.get(list, loop));
      Bounded.until("cancelled", () -> publisher.getNumberOfSubscribers() == 0, loop);
    }
  }

  @Test
  @Covers({"I3", "I4"})
  void aSourceThatCannotBeginIsAnError() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncStream<Integer> broken =
          AsyncStream.iterating(
              () -> {
                throw new IllegalStateException("no source");
              });
      cranked.run(() -> Task.of(broken.toPublisher())).subscribe(new Noting());
      cranked.settle();
      assertEquals(List.of("error no source"), log);
      assertEquals(List.of(), cranked.reports);
    }
  }

  @Test
  @Covers({"I3", "I4"})
  void aFailureBehindACancelGoesToTheHandler() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var failure = new IllegalStateException("in cleaning up");
      AsyncStream<Integer> numbers =
          AsyncStream.generate(
              out -> {
                try {
                  await(out.emit(1));
                  await(out.emit(2));
                } catch (CancellationException e) {
                  throw failure;
                }
                return Task.done();
              });
      Noting subscriber = new Noting();
      cranked.run(() -> Task.of(numbers.toPublisher())).subscribe(subscriber);
      cranked.settle();
      subscriber.subscription.request(1);
      cranked.settle();
      subscriber.subscription.cancel();
      cranked.settle();
      assertEquals(List.of("next 1"), log);
      assertEquals(1, cranked.reports.size(), cranked.reports::toString);
      assertSame(failure, cranked.reports.get(0).failure());
    }
  }

  @Test
  @Covers("I3")
  void aPublisherThatThrowsFailsTheStreamOnce() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var failure = new IllegalStateException("takes nobody");
      AsyncIterator<Integer> iterator =
          AsyncStream.<Integer>from(
                  (Flow.Publisher<Integer>)
                      subscriber -> {
                        throw failure;
                      })
              .iterator();
      assertSame(failure, Ended.failureOf(cranked.start(iterator::hasNext)));
      assertFalse(cranked.run(iterator::hasNext));
      cranked.run(iterator::closeAsync);
    }
  }
}
