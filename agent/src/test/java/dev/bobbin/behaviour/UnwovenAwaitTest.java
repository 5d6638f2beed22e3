package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.NotWovenException;
import dev.bobbin.Task;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An await that the weaver never saw; reflection stands for code that nobody wove. */
@Timeout(60)
class UnwovenAwaitTest {

  private static Throwable unwoven(CompletionStage<?> stage) throws NoSuchMethodException {
    Method await = Bobbin.class.getMethod("await", CompletionStage.class);
    return assertThrows(InvocationTargetException.class, () -> await.invoke(null, stage))
        .getCause();
  }

  @Test
  @Covers("A10")
  void anUnwovenAwaitNamesTheAgentAndThePlugin() throws NoSuchMethodException {
    Throwable failure = unwoven(Task.of("value"));
    assertInstanceOf(NotWovenException.class, failure);
    assertTrue(failure.getMessage().contains("-javaagent"), failure::getMessage);
    assertTrue(failure.getMessage().contains("bobbin-maven-plugin"), failure::getMessage);
  }

  @Test
  @Covers("A10")
  void anUnwovenAwaitOfAPendingStageThrowsInsteadOfBlocking() throws NoSuchMethodException {
    assertInstanceOf(NotWovenException.class, unwoven(new CompletableFuture<>()));
  }

  @Test
  @Covers("A10")
  void theOverloadWithAClassThrowsToo() throws NoSuchMethodException {
    Method await = Bobbin.class.getMethod("await", CompletionStage.class, Class.class);
    Throwable failure =
        assertThrows(
                InvocationTargetException.class,
                () -> await.invoke(null, Task.of("value"), Exception.class))
            .getCause();
    assertInstanceOf(NotWovenException.class, failure);
  }

  @Test
  @Covers("A10")
  void anUnwovenOperationThatNobodyAwaitsIsReported() throws NoSuchMethodException {
    NotWovenException failure = (NotWovenException) unwoven(Task.of("value"));
    List<Throwable> told = new CopyOnWriteArrayList<>();
    EventLoop.Builder settings =
        EventLoop.builder().exceptionHandler((t, thrown) -> told.add(thrown));
    try (EventLoop loop = settings.build()) {
      loop.run(
          () -> {
            EventLoop.current().fork(() -> Task.failed(failure));
            return Bobbin.yieldNow();
          });
      Bounded.until(
          "the task was collected, and its failure reported",
          () -> {
            System.gc();
            loop.run(Bobbin::yieldNow);
            return !told.isEmpty();
          });
    }
    assertSame(failure, told.get(0).getCause());
  }
}
