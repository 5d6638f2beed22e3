package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.NotWovenException;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Monitors, which no suspended method can hold, and what try blocks keep over a suspension. */
@Timeout(60)
class MonitorTest {

  /** Refused by the weaver, which says so on the error stream when this class is loaded. */
  private static final class AwaitsInASynchronizedBlock {
    @Async
    Task<String> locked(CompletionStage<String> stage) {
      synchronized (this) {
        return Task.of(await(stage));
      }
    }
  }

  /** Refused by the weaver as well. */
  private static final class AwaitsInASynchronizedMethod {
    @Async
    synchronized Task<String> locked(CompletionStage<String> stage) {
      return Task.of(await(stage));
    }
  }

  @Test
  @Covers("K16")
  void anAwaitInASynchronizedBlockIsRefusedByNameWithTheRemedy() {
    var refused = new AwaitsInASynchronizedBlock();
    var failure = assertThrows(NotWovenException.class, () -> refused.locked(Task.of("value")));
    assertFalse(Thread.holdsLock(refused));
    String message = failure.getMessage();
    assertTrue(message.contains("await-in-synchronized"), message);
    assertTrue(message.contains("MonitorTest.java:"), message);
    assertTrue(message.contains("AsyncLock"), message);
  }

  @Test
  @Covers("K16")
  void anAwaitInASynchronizedMethodIsRefused() {
    var refused = new AwaitsInASynchronizedMethod();
    var failure = assertThrows(NotWovenException.class, () -> refused.locked(Task.of("value")));
    assertTrue(failure.getMessage().contains("await-in-synchronized"), failure::getMessage);
  }

  @Async
  private Task<Boolean> locksBetweenAwaits() {
    await(yieldNow());
    boolean held;
    synchronized (this) {
      held = Thread.holdsLock(this);
    }
    await(yieldNow());
    return Task.of(held && !Thread.holdsLock(this));
  }

  @Test
  @Covers("K16")
  void aMonitorThatIsLeftBeforeTheAwaitIsAllowed() {
    assertTrue(run(this::locksBetweenAwaits));
  }

  @Async
  private static Task<Integer> returnsThroughFinally(List<String> notes) {
    int result = 1;
    try {
      await(yieldNow());
      result = 2;
      return Task.of(result);
    } finally {
      notes.add("first with " + result);
      await(yieldNow());
      result = 3;
      notes.add("then with " + result);
    }
  }

  @Test
  @Covers("K16")
  void aValueReturnedBeforeAFinallyThatAwaitsSurvivesIt() {
    var notes = new ArrayList<String>();
    assertEquals(2, run(() -> returnsThroughFinally(notes)));
    assertEquals(List.of("first with 2", "then with 3"), notes);
  }

  @Async
  private static Task<Integer> throwsThroughFinally(List<String> notes) {
    try {
      await(yieldNow());
      throw new IllegalStateException("pending");
    } finally {
      await(yieldNow());
      notes.add("cleaned up");
    }
  }

  @Test
  @Covers("K16")
  void anExceptionOnItsWaySurvivesAFinallyThatAwaits() {
    var notes = new ArrayList<String>();
    var failure =
        assertThrows(IllegalStateException.class, () -> run(() -> throwsThroughFinally(notes)));
    assertEquals("pending", failure.getMessage());
    assertEquals(List.of("cleaned up"), notes);
  }
}
