package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link AsyncEvent}: has it happened? */
@Timeout(60)
class EventTest {
  private final AsyncEvent event = new AsyncEvent();
  private final List<Integer> order = new ArrayList<>();

  @Async
  private Task<Void> notes(int number) {
    await(event.await());
    order.add(number);
    return Task.done();
  }

  @Test
  @Covers("S5")
  void whatHasHappenedIsNotWaitedFor() {
    event.set();
    assertTrue(event.await().isDone());
    event.clear();
    assertFalse(event.isSet());
  }

  @Test
  @Covers("S5")
  void setWakesAllInTheirOrderEvenIfItIsClearedAtOnce() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      for (int i = 1; i <= 3; i++) {
        int number = i;
        cranked.start(() -> notes(number));
      }
      event.set();
      event.clear();
      cranked.settle();
      assertEquals(List.of(1, 2, 3), order);
      assertFalse(cranked.start(event::await).isDone());
    }
  }

  @Test
  @Covers("S5")
  void aCancelledWaiterIsForgotten() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Void> first = cranked.start(() -> notes(1));
      cranked.start(() -> notes(2));
      first.cancel("gone");
      cranked.settle();
      assertEquals("AsyncEvent[not set, 1 waiting]", event.toString());
      event.set();
      cranked.settle();
      assertEquals(List.of(2), order);
    }
  }

  @Test
  @Covers("S6")
  void whoComesAfterSetGoesOnBeforeThoseThatWereWoken() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      cranked.start(() -> notes(1));
      cranked.start(() -> notes(2));
      cranked.run(
          () -> {
            event.set();
            return notes(3);
          });
      assertEquals(List.of(3, 1, 2), order);
    }
  }

  @Test
  @Covers("J5")
  void itsTextTellsItsState() {
    event.set();
    assertEquals("AsyncEvent[set, 0 waiting]", event.toString());
  }
}
