package dev.bobbin.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test that awaits: a {@code void} method, woven as an {@code @Async} one, which runs on an
 * event loop of its own. It fails if it throws, if it would wait for ever, if it leaves tasks
 * behind, or if something fails that nobody sees.
 *
 * <p>{@code @BeforeEach} and {@code @AfterEach} methods run on the same loop; they may await if
 * they are {@code @Async}. A parameter of type {@link dev.bobbin.EventLoop} is that loop; one of
 * type {@link VirtualLoop} also, unless the test runs in real time.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(AsyncTestExtension.class)
public @interface AsyncTest {

  /**
   * Seconds of real time after which a test that has not ended fails, with a dump of its tasks and
   * the stack of its thread.
   */
  int timeout() default 10;

  /** Whether time passes as it does outside: for tests that talk to real sockets or processes. */
  boolean realTime() default false;

  /**
   * How many orders of the ready tasks to try. One is the usual order, first in, first out; more
   * are drawn at random, from the seeds 1, 2, 3 and so on, each with a new instance of the test
   * class, until one fails.
   */
  int schedules() default 1;

  /** The seeds of orders to try again, instead of {@link #schedules}. */
  long[] seeds() default {};
}
