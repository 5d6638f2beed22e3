package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The binder that the guide shows. */
@Timeout(60)
class LoopMetricsTest {

  @Async
  private static Task<Void> yields(int times) {
    for (int i = 0; i < times; i++) {
      await(yieldNow());
    }
    return Task.done();
  }

  @Test
  @Covers("J4")
  void itsMetersShowTheLoop() {
    System.setProperty("bobbin.jmx", "true");
    try (var loop = EventLoop.builder().name("metered").build()) {
      loop.run(Task::done);
      var registry = new SimpleMeterRegistry();
      new LoopMetrics("metered").bindTo(registry);
      loop.run(() -> yields(100));
      assertTrue(registry.get("bobbin.loop.steps").functionCounter().count() >= 100);
      assertTrue(registry.get("bobbin.loop.step.longest").timeGauge().value() > 0);
      assertEquals(0, registry.get("bobbin.loop.live").tag("loop", "metered").gauge().value());
      assertEquals(0, registry.get("bobbin.loop.ready").gauge().value());
    } finally {
      System.clearProperty("bobbin.jmx");
    }
  }

  @Test
  void theGuideShowsThisVeryCode() throws IOException {
    String code = Files.readString(Path.of("src/test/java/dev/bobbin/behaviour/LoopMetrics.java"));
    String guide = Files.readString(Path.of("..", "docs", "debugging.md"));
    assertTrue(guide.contains(code.substring(code.indexOf("public record"))), "docs/debugging.md");
  }
}
