package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncBarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link AsyncBarrier}: nobody goes on before all are there. */
@Timeout(60)
class BarrierTest {
  private final AsyncBarrier barrier = new AsyncBarrier(3);

  @Test
  @Covers("S12")
  void theLastOneLetsAllGoOnRoundAfterRound() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      for (int round = 0; round < 3; round++) {
        Task<Integer> first = cranked.start(barrier::arrive);
        Task<Integer> second = cranked.start(barrier::arrive);
        assertFalse(first.isDone());
        assertEquals(2, barrier.waiting());
        Task<Integer> third = cranked.start(barrier::arrive);
        Ended.assertValue(0, first);
        Ended.assertValue(1, second);
        Ended.assertValue(2, third);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> new AsyncBarrier(0));
  }

  @Async
  private Task<List<Integer>> rounds(int count) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(await(barrier.arrive()));
    }
    return Task.of(places);
  }

  @Test
  @Covers("S12")
  void whoComesAgainBeforeOthersHaveGoneOnBelongsToTheNextRound() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      List<Task<List<Integer>>> parties = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        parties.add(cranked.start(() -> rounds(100)));
      }
      int sum = 0;
      for (var party : parties) {
        assertEquals(100, party.join().size());
        sum += party.join().stream().mapToInt(Integer::intValue).sum();
      }
      assertEquals(100 * (0 + 1 + 2), sum);
      assertEquals(0, barrier.waiting());
    }
  }

  @Test
  @Covers("S12")
  void whoWaitedOnALoopThatHasEndedIsCountedNoMore() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      cranked.run(() -> Task.of(List.of(barrier.arrive(), barrier.arrive())));
      assertEquals(2, barrier.waiting());
    }
    assertEquals(0, barrier.waiting());
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Integer> first = cranked.start(barrier::arrive);
      assertFalse(first.isDone());
      assertEquals("AsyncBarrier[1 of 3 arrived]", barrier.toString());
      cranked.start(barrier::arrive);
      Ended.assertValue(2, cranked.start(barrier::arrive));
      Ended.assertValue(0, first);
    }
  }

  @Test
  @Covers("S12")
  void aCancelledPartyHasNotArrived() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Integer> gone = cranked.start(barrier::arrive);
      Task<Integer> second = cranked.start(barrier::arrive);
      gone.cancel("tired");
      cranked.settle();
      assertEquals(1, barrier.waiting());
      Task<Integer> third = cranked.start(barrier::arrive);
      assertFalse(third.isDone());
      cranked.start(barrier::arrive);
      Ended.assertValue(0, second);
      Ended.assertValue(1, third);
    }
  }

  @Test
  @Covers("S12")
  void resetSendsWhoWaitsAwayAndBeginsAnew() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Integer> first = cranked.start(barrier::arrive);
      barrier.reset();
      cranked.settle();
      Ended.failureOf(first, BrokenBarrierException.class);
      assertFalse(barrier.isBroken());
      cranked.start(barrier::arrive);
      cranked.start(barrier::arrive);
      assertTrue(cranked.start(barrier::arrive).isDone());
    }
  }

  @Test
  @Covers("S12")
  void abortBreaksItUntilAReset() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Integer> first = cranked.start(barrier::arrive);
      barrier.abort();
      cranked.settle();
      Ended.failureOf(first, BrokenBarrierException.class);
      Ended.failureOf(barrier.arrive(), BrokenBarrierException.class);
      assertTrue(barrier.isBroken());
      barrier.reset();
      assertFalse(cranked.start(barrier::arrive).isDone());
    }
  }

  @Test
  @Covers("J5")
  void itsTextTellsHowManyAreThere() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      cranked.start(barrier::arrive);
      assertEquals("AsyncBarrier[1 of 3 arrived]", barrier.toString());
      barrier.abort();
      assertEquals("AsyncBarrier[0 of 3 arrived, broken]", barrier.toString());
    }
  }
}
