package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.EventLoopMXBean;
import dev.bobbin.Task;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop as JMX shows it. */
@Timeout(60)
class EventLoopMXBeanTest {
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  private static ObjectName nameOf(String loop) {
    try {
      return new ObjectName("dev.bobbin:type=EventLoop,name=" + loop);
    } catch (javax.management.MalformedObjectNameException e) {
      throw new AssertionError(e);
    }
  }

  private EventLoopMXBean beanOf(String loop) {
    return JMX.newMXBeanProxy(server, nameOf(loop), EventLoopMXBean.class);
  }

  private static EventLoop shown(String name) {
    System.setProperty("bobbin.jmx", "true");
    return EventLoop.builder().name(name).build();
  }

  @AfterEach
  void forget() {
    System.clearProperty("bobbin.jmx");
  }

  @Async
  private static Task<Void> sleeps() {
    await(sleep(Duration.ofHours(1)));
    return Task.done();
  }

  @Async
  private static Task<Void> yields(int times) {
    for (int i = 0; i < times; i++) {
      await(yieldNow());
    }
    await(blocking(() -> 1));
    return Task.done();
  }

  @Test
  @Covers("J4")
  void itsNumbersMove() {
    try (var loop = shown("counted")) {
      loop.run(Task::done);
      EventLoopMXBean bean = beanOf("counted");
      assertEquals("counted", bean.getName());
      assertEquals("open", bean.getPhase());
      assertEquals(0, bean.getLiveTasks());
      long steps = bean.getSteps();
      long posts = bean.getPosts();
      assertFalse(bean.isStepTimesMeasured());
      bean.setStepTimesMeasured(true);

      loop.run(
          () -> {
            sleeps();
            return yields(100);
          });

      assertEquals(1, bean.getLiveTasks());
      assertEquals(1, bean.getTimers());
      assertTrue(bean.getSteps() >= steps + 100, () -> bean.getSteps() + " steps");
      assertTrue(bean.getPosts() > posts, () -> bean.getPosts() + " posts");
      assertTrue(bean.getLongestStepNanos() > 0);
      assertTrue(Arrays.stream(bean.getStepTimes()).sum() >= 100);
      loop.execute(() -> {});
      loop.runOnce(Duration.ZERO);
      assertEquals(0, bean.getReadyDepth());
      assertTrue(bean.dump().contains("EventLoopMXBeanTest.sleeps, pending at"), bean::dump);
    }
  }

  @Test
  @Covers("J4")
  void itTellsHowOftenItWasWokenUp() {
    try (var loop = shown("sleeper").start()) {
      EventLoopMXBean bean = beanOf("sleeper");
      long before = bean.getWakeUps();
      Bounded.until(
          "a callback finds it asleep",
          () -> {
            loop.execute(() -> {});
            return bean.getWakeUps() > before;
          },
          loop);
    }
  }

  @Test
  @Covers("J4")
  void aLoopThatHangsIsDumpedFromAnotherThread() {
    var goOn = new CountDownLatch(1);
    var hangs = new CountDownLatch(1);
    try (var loop = shown("hung").start()) {
      Bounded.get(
          loop.fork(
              () -> {
                Task<Void> task = sleeps().named("sleeper");
                return Task.of(task.name());
              }),
          loop);
      loop.execute(
          () -> {
            hangs.countDown();
            Bounded.await(goOn);
          });
      Bounded.await(hangs);
      try {
        String dump = Bounded.call(() -> beanOf("hung").dump());
        assertTrue(dump.contains("sleeper[EventLoopMXBeanTest.sleeps, pending at"), dump);
      } finally {
        goOn.countDown();
      }
    }
  }

  @Test
  @Covers("J4")
  void itIsThereFromTheFirstRunUntilTheLoopIsClosed() {
    EventLoop loop = shown("short");
    assertFalse(server.isRegistered(nameOf("short")));
    loop.run(Task::done);
    assertTrue(server.isRegistered(nameOf("short")));
    EventLoop second = shown("short");
    second.run(Task::done);
    assertTrue(server.isRegistered(nameOf("short#2")));
    loop.close();
    second.close();
    assertFalse(server.isRegistered(nameOf("short")));
    assertFalse(server.isRegistered(nameOf("short#2")));
  }

  @Test
  @Covers("J4")
  void nobodyIsShownUnasked() {
    try (var loop = EventLoop.builder().name("private").build()) {
      loop.run(Task::done);
      assertFalse(server.isRegistered(nameOf("private")));
    }
  }
}
