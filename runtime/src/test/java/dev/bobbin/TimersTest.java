package dev.bobbin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimersTest {

  private final Timers timers = new Timers();
  private final List<Alarm> rung = new ArrayList<>();

  @Test
  void alarmsRingByDeadline() {
    var random = new Random(1);
    List<Alarm> alarms = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      alarms.add(add(random.nextInt(1_000_000)));
    }

    assertEquals(1000, timers.expire(1_000_000));

    alarms.sort(Comparator.comparingLong(alarm -> alarm.deadline));
    assertEquals(deadlines(alarms), deadlines(rung));
    assertEquals(0, timers.size());
  }

  @Test
  void alarmsOfOneTimeRingInTheOrderInWhichTheyWereAdded() {
    List<Alarm> alarms = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      alarms.add(add(i % 3));
    }

    timers.expire(3);

    alarms.sort(Comparator.comparingLong(alarm -> alarm.deadline)); // stable
    assertEquals(alarms, rung);
  }

  @Test
  void onlyWhatIsDueRings() {
    add(10);
    add(11);

    assertEquals(0, timers.expire(9));
    assertEquals(1, timers.expire(10));
    assertEquals(11, timers.earliest());
    assertEquals(1, timers.size());
  }

  @Test
  void anElementKnowsItsPlaceUntilItRings() {
    Alarm alarm = add(5);
    assertEquals(0, alarm.place());

    timers.expire(5);

    assertEquals(-1, alarm.place());
    assertFalse(timers.remove(alarm));
  }

  @Test
  void whatAnAlarmAddsRingsInTheSamePassIfItIsDue() {
    timers.add(
        1,
        new Alarm(1) {
          @Override
          public void due() {
            super.due();
            add(2);
            add(3);
          }
        });

    assertEquals(2, timers.expire(2));
    assertEquals(List.of(1L, 2L), deadlines(rung));
    assertEquals(1, timers.size());
  }

  @Test
  void anAlarmMayRemoveAnotherOneThatIsDue() {
    Alarm[] other = new Alarm[1];
    timers.add(
        1,
        new Alarm(1) {
          @Override
          public void due() {
            super.due();
            assertTrue(timers.remove(other[0]));
          }
        });
    other[0] = add(1);

    assertEquals(1, timers.expire(1));
    assertEquals(0, timers.size());
  }

  @Test
  void anyElementCanBeRemovedAndTheOthersKeepTheirOrder() {
    int count = 100;
    for (int removed = 0; removed < count; removed++) {
      rung.clear();
      List<Alarm> alarms = new ArrayList<>();
      // Not sorted, so that the element that fills the gap has to go up in some cases.
      for (int i = 0; i < count; i++) {
        alarms.add(add(i * 37L % count));
      }
      Alarm gone = alarms.remove(removed);

      assertTrue(timers.remove(gone));
      assertEquals(-1, gone.place());
      assertFalse(timers.remove(gone));
      timers.expire(count);

      alarms.sort(Comparator.comparingLong(alarm -> alarm.deadline));
      assertEquals(alarms, rung);
    }
  }

  @Test
  void additionsAndRemovalsInAnyOrderKeepTheHeap() {
    var random = new Random(7);
    List<Alarm> expected = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      if (expected.isEmpty() || random.nextInt(5) > 1) {
        expected.add(add(random.nextInt(1000)));
      } else {
        int at = random.nextInt(expected.size());
        Collections.swap(expected, at, expected.size() - 1);
        assertTrue(timers.remove(expected.remove(expected.size() - 1)));
      }
    }
    assertEquals(expected.size(), timers.size());

    timers.expire(1000);

    expected.sort(
        Comparator.<Alarm>comparingLong(alarm -> alarm.deadline)
            .thenComparingInt(alarm -> alarm.number));
    assertEquals(expected, rung);
  }

  @Test
  void aMillionTimersThatWereRemovedLeaveNothingBehind() {
    Alarm kept = add(0);
    for (int i = 0; i < 1_000_000; i++) {
      assertTrue(timers.remove(add(1_000_000 - i)));
    }
    assertEquals(1, timers.size());
    assertEquals(16, timers.capacity());

    List<Alarm> atOnce = IntStream.range(0, 1_000_000).mapToObj(this::add).toList();
    assertTrue(timers.capacity() >= 1_000_001);
    for (Alarm alarm : atOnce) {
      assertTrue(timers.remove(alarm));
    }
    assertEquals(16, timers.capacity());

    timers.expire(0);
    assertEquals(List.of(kept), rung);
  }

  @Test
  void deadlinesMayOverflow() {
    long now = Long.MAX_VALUE - 10;
    Alarm afterOverflow = add(now + 20);
    Alarm before = add(now + 5);
    assertTrue(afterOverflow.deadline < 0);
    assertEquals(before.deadline, timers.earliest());

    assertEquals(0, timers.expire(now));
    assertEquals(1, timers.expire(now + 5));
    assertEquals(1, timers.expire(now + 20));

    assertEquals(List.of(before, afterOverflow), rung);
  }

  @Test
  void forEachVisitsEveryElementOnce() {
    List<Alarm> alarms = IntStream.range(0, 100).mapToObj(this::add).toList();
    List<Timed> visited = new ArrayList<>();

    timers.forEach(visited::add);

    visited.sort(Comparator.comparingLong(timed -> ((Alarm) timed).deadline));
    assertEquals(alarms, visited);
  }

  private int made;

  private Alarm add(long deadline) {
    var alarm = new Alarm(deadline);
    timers.add(deadline, alarm);
    return alarm;
  }

  private static List<Long> deadlines(List<Alarm> alarms) {
    return alarms.stream().map(alarm -> alarm.deadline).toList();
  }

  private class Alarm implements Timed {
    final long deadline;
    final int number = made++;
    private int place = -1;

    Alarm(long deadline) {
      this.deadline = deadline;
    }

    @Override
    public int place() {
      return place;
    }

    @Override
    public void place(int newPlace) {
      place = newPlace;
    }

    @Override
    public void due() {
      assertEquals(-1, place);
      rung.add(this);
    }

    @Override
    public String toString() {
      return number + " at " + deadline;
    }
  }
}
