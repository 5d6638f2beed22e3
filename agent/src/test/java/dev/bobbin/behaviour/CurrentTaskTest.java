package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Outcome.endOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which task {@code Task.current()} names, where. */
@Timeout(60)
class CurrentTaskTest {

  private final List<Task<?>> seen = new ArrayList<>();

  @Async
  private Task<Void> notesItself() {
    seen.add(Task.current());
    await(yieldNow());
    seen.add(Task.current());
    await(yieldNow());
    seen.add(Task.current());
    return Task.done();
  }

  @Test
  @Covers("K4")
  void theBodySeesItsOwnTaskBeforeAndAfterEverySuspension() {
    run(
        () -> {
          Task<Void> task = notesItself();
          assertEquals(1, seen.size());
          await(task);
          assertEquals(3, seen.size());
          seen.forEach(current -> assertSame(task, current));
          return Task.done();
        });
  }

  @Async
  private Task<String> notesItselfAndEnds() {
    seen.add(Task.current());
    return Task.of("done");
  }

  @Test
  @Covers("K4")
  void aCallThatNeverSuspendsSeesItsOwnTaskToo() {
    run(
        () -> {
          Task<String> task = notesItselfAndEnds();
          assertSame(task, seen.get(0));
          assertEquals("done", task.resultNow());
          return Task.done();
        });
  }

  @Test
  @Covers("K4")
  void theCallerSeesItselfBeforeAndAfterTheEagerStep() {
    run(
        () -> {
          Task<?> caller = Task.current();
          assertNotNull(caller);
          Task<Void> task = notesItself();
          assertSame(caller, Task.current());
          assertNotSame(caller, task);
          await(task);
          assertSame(caller, Task.current());
          return Task.done();
        });
  }

  @Async
  private Task<Void> notesItselfAndFails() {
    seen.add(Task.current());
    throw new IllegalStateException("eager");
  }

  @Test
  @Covers("K5")
  void theCallerSeesItselfAfterAnEagerStepThatThrew() {
    run(
        () -> {
          Task<?> caller = Task.current();
          Task<Void> failed = notesItselfAndFails();
          assertSame(caller, Task.current());
          assertSame(failed, seen.get(0));
          await(endOf(failed));
          assertSame(caller, Task.current());
          return Task.done();
        });
  }

  @Async
  private Task<Void> notesItselfAroundACall() {
    seen.add(Task.current());
    Task<Void> inner = notesItself();
    seen.add(Task.current());
    await(inner);
    seen.add(Task.current());
    return Task.done();
  }

  @Test
  @Covers({"K4", "K5"})
  void nestedEagerStepsEachSeeTheirOwn() {
    run(
        () -> {
          Task<Void> outer = notesItselfAroundACall();
          await(outer);
          // outer, inner, outer (the call returned), inner, inner, outer
          assertEquals(6, seen.size());
          Task<?> inner = seen.get(1);
          assertNotSame(outer, inner);
          assertEquals(List.of(outer, inner, outer, inner, inner, outer), seen);
          return Task.done();
        });
  }

  @Async
  private Task<Void> notesItselfOnlyAfterwards() {
    await(yieldNow());
    seen.add(Task.current());
    return Task.done();
  }

  @Test
  @Covers("K4")
  void theReturnedTaskIsTheOneThatRuns() {
    run(
        () -> {
          Task<Void> task = notesItselfOnlyAfterwards();
          await(task);
          assertSame(task, seen.get(0));
          return Task.done();
        });
  }

  @Test
  @Covers("K4")
  void aForkedLambdaSeesOneTaskOfItsOwn() {
    run(
        () -> {
          Task<Void> forked =
              EventLoop.current()
                  .fork(
                      () -> {
                        seen.add(Task.current());
                        await(yieldNow());
                        seen.add(Task.current());
                        return Task.done();
                      });
          await(forked);
          assertNotNull(seen.get(0));
          assertSame(seen.get(0), seen.get(1));
          assertNotSame(Task.current(), seen.get(0));
          return Task.done();
        });
  }

  @Test
  @Covers("K4")
  void thereIsNoneInPlainCallbacksAndOutsideLoops() {
    assertNull(Task.current());
    run(
        () -> {
          EventLoop.current().execute(() -> seen.add(Task.current()));
          await(yieldNow());
          assertEquals(1, seen.size());
          assertNull(seen.get(0));
          return Task.done();
        });
    assertNull(Task.current());
  }
}
