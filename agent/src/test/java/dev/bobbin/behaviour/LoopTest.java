package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.EventLoop;
import dev.bobbin.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ready queue: what runs when, and in which order. */
@Timeout(60)
class LoopTest {
  @Test
  @Covers({"L1"})
  void callbacksRunOnceInTheOrderOfTheirSubmission() {
    var log = new ArrayList<Integer>();
    try (var cranked = new CrankedLoop()) {
      for (int i = 0; i < 100; i++) {
        int number = i;
        cranked.loop.execute(() -> log.add(number));
      }
      cranked.settle();
    }

    assertEquals(numbersBelow(100), log);
  }

  @Test
  @Covers({"L1"})
  void callbacksSubmittedOnTheLoopRunOnceInTheOrderOfTheirSubmission() {
    var log = new ArrayList<Integer>();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> {
            for (int i = 0; i < 100; i++) {
              int number = i;
              cranked.loop.execute(() -> log.add(number));
            }
          });
      cranked.settle();
    }

    assertEquals(numbersBelow(100), log);
  }

  @Test
  @Covers({"L1"})
  void executeDoesNotRunTheCallbackInsideTheCall() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> {
            steps.reach(2);
            cranked.loop.execute(() -> steps.reach(4));
            steps.reach(3);
          });
      steps.reach(1);
      cranked.settle();
    }

    steps.finish(5);
  }

  @Test
  @Covers({"L1"})
  void callbackMayBeSubmittedAgain() {
    var log = new ArrayList<Integer>();
    Runnable callback = () -> log.add(log.size());
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(callback);
      cranked.loop.execute(callback);
      cranked.settle();
    }

    assertEquals(List.of(0, 1), log);
  }

  @Test
  @Covers({"L2", "L16"})
  void callbackOfACallbackWaitsForTheNextTurn() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> {
            log.add("first");
            cranked.loop.execute(() -> log.add("of first"));
          });
      cranked.loop.execute(() -> log.add("second"));

      cranked.turn();
      assertEquals(List.of("first", "second"), log);

      cranked.turn();
      assertEquals(List.of("first", "second", "of first"), log);
    }
  }

  @Test
  @Covers({"L2"})
  void dueTimersGetATurnBetweenCallbacksThatKeepTheLoopBusy() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.schedule(Duration.ofSeconds(1), () -> log.add("timer"));
      cranked.loop.execute(
          () -> {
            cranked.ticker.advance(Duration.ofSeconds(1));
            cranked.loop.execute(() -> cranked.loop.execute(() -> log.add("third turn")));
          });

      cranked.turn();
      assertEquals(List.of(), log);
      cranked.turn();
      assertEquals(List.of("timer"), log);
      cranked.turn();
      assertEquals(List.of("timer", "third turn"), log);
    }
  }

  /** A loop that has had nothing but callbacks for a while does not look about any less. */
  @Test
  @Covers({"L2", "L6"})
  void whatComesUpInABusyLoopGetsTheNextTurn() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      var busy = new AtomicBoolean(true);
      var again =
          new Runnable() {
            @Override
            public void run() {
              if (busy.get()) {
                cranked.loop.execute(this);
              }
            }
          };
      cranked.loop.execute(again);
      for (int i = 0; i < 10; i++) {
        cranked.turn();
      }

      onAnotherThread(() -> cranked.loop.execute(() -> log.add("letter")));
      cranked.turn();
      assertEquals(List.of("letter"), log);

      cranked.loop.schedule(Duration.ZERO, () -> log.add("timer"));
      cranked.turn();
      cranked.turn();
      assertEquals(List.of("letter", "timer"), log);
      busy.set(false);
      cranked.settle();
    }
  }

  @Test
  @Covers({"L3", "T5"})
  void timerCancelledByAnEarlierOneOfTheSameTurnDoesNotRun() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      var second = new AtomicReference<TimerHandle>();
      cranked.loop.schedule(
          Duration.ofSeconds(1),
          () -> {
            steps.reach(1);
            assertTrue(second.get().cancel());
          });
      second.set(cranked.loop.schedule(Duration.ofSeconds(1), () -> steps.reach(99)));
      cranked.loop.schedule(Duration.ofSeconds(1), () -> steps.reach(2));
      cranked.advance(Duration.ofSeconds(1));
    }

    steps.finish(3);
  }

  @Test
  @Covers({"L3", "T5"})
  void timerCancelledByACallbackOfTheTurnInWhichItIsDueDoesNotRun() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      var timer = new AtomicReference<TimerHandle>();
      cranked.loop.execute(
          () -> {
            timer.set(cranked.loop.schedule(Duration.ZERO, () -> steps.reach(99)));
            cranked.loop.execute(() -> timer.get().cancel());
          });
      cranked.loop.execute(() -> timer.get().cancel());
      cranked.settle();
    }

    steps.finish(1);
  }

  @Test
  @Covers({"L3"})
  void handleTellsWhetherCancelWasInTime() {
    try (var cranked = new CrankedLoop()) {
      var ran = cranked.loop.schedule(Duration.ofSeconds(1), () -> {});
      var cancelled = cranked.loop.schedule(Duration.ofSeconds(1), () -> {});

      assertTrue(cancelled.cancel());
      cranked.advance(Duration.ofSeconds(1));

      assertFalse(ran.cancel());
      assertFalse(cancelled.cancel());
    }
  }

  @Test
  @Covers({"L6", "L2"})
  void foreignCallbacksThatNeverEndLeaveEachTurnFinite() {
    var flooding = new AtomicBoolean(true);
    var floods = new ArrayList<Integer>();
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      var flood =
          new Runnable() {
            @Override
            public void run() {
              floods.add(floods.size());
              if (flooding.get()) {
                onAnotherThread(() -> cranked.loop.execute(this));
              }
            }
          };
      cranked.loop.schedule(Duration.ofSeconds(1), () -> steps.reach(1));
      cranked.settle();
      cranked.ticker.advance(Duration.ofSeconds(1));
      onAnotherThread(() -> cranked.loop.execute(flood));

      cranked.turn();
      steps.finish(2);
      assertEquals(1, floods.size());

      cranked.loop.execute(() -> steps.reach(2));
      cranked.turn();
      steps.finish(3);
      assertTrue(floods.size() <= 2, floods::toString);
      flooding.set(false);
    }
  }

  @Test
  @Covers({"L16"})
  void runOnceWithNothingToDoReturnsAtOnce() {
    try (var cranked = new CrankedLoop()) {
      assertEquals(0, cranked.turn());
    }
  }

  @Test
  @Covers({"L16"})
  void runOnceTellsWhetherAnythingRan() {
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(() -> {});
      assertTrue(cranked.turn() > 0);
      assertEquals(0, cranked.turn());
    }
  }

  @Test
  @Covers({"L16", "L4"})
  void runOnceWaitsForWorkFromAnotherThread() {
    var steps = new Steps();
    Thread looping = Thread.currentThread();
    try (var loop = EventLoop.create()) {
      var submitter =
          new Thread(
              () -> {
                Bounded.until("parked", () -> ThreadStates.isParked(looping));
                loop.execute(() -> steps.reach(1));
              });
      submitter.start();
      while (loop.runOnce(Duration.ofDays(1)) == 0) {
        // woken for nothing
      }
      Bounded.join(submitter);
    }

    steps.finish(2);
  }

  @Test
  @Covers({"L16"})
  void runOnceInsideACallbackRunsTheOthersMeanwhile() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> {
            steps.reach(1);
            cranked.turn();
            steps.reach(3);
          });
      cranked.loop.execute(() -> steps.reach(2));
      cranked.settle();
    }

    steps.finish(4);
  }

  private static void onAnotherThread(Runnable body) {
    var thread = new Thread(body);
    thread.start();
    Bounded.join(thread);
  }

  private static List<Integer> numbersBelow(int limit) {
    var numbers = new ArrayList<Integer>();
    for (int i = 0; i < limit; i++) {
      numbers.add(i);
    }
    return numbers;
  }
}
