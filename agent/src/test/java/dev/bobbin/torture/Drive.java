package dev.bobbin.torture;

import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What tortured code calls. All tests run inside of one step of one loop, and a plain method that
 * has to wait for its async twin runs further turns of that loop from there; so threads, and what
 * belongs to them, are those of the untouched library. Threads that a test starts have no loop;
 * nothing suspends on them.
 */
public final class Drive {

  /** What each point awaits. */
  private static final Object TOKEN = new Object();

  private static final CompletionStage<Object> DONE = Task.of(TOKEN);

  private static final EventLoop LOOP =
      EventLoop.builder().name("torture").slowStep(Duration.ofDays(1)).build();

  private static @Nullable Thread driver;
  private static long seed;
  private static int[] visits = new int[0];
  private static boolean[] suspendedAt = new boolean[0];
  private static long suspensions;

  private Drive() {}

  /** Runs the tests where their library may suspend. */
  static void drive(Runnable tests, long seed, int points) {
    Drive.seed = mixed(seed);
    visits = new int[points];
    suspendedAt = new boolean[points];
    driver = Thread.currentThread();
    LOOP.execute(tests);
    turn();
  }

  /**
   * An error of the JVM, which tests like to throw themselves, leaves the loop besides completing
   * its task. Here whoever joins that task gets it, as without a loop.
   */
  private static int turn() {
    try {
      return LOOP.runOnce(Duration.ZERO);
    } catch (VirtualMachineError completedItsTask) {
      return 1;
    }
  }

  /** A stage that is done, or will be in the next turn, as the seed wants it. */
  public static CompletionStage<?> point(int number) {
    if (Thread.currentThread() != driver) {
      return DONE;
    }
    int visit = visits[number]++;
    long chance = mixed(seed + ((long) number << 32) + visit);
    if ((chance & rarity(visit)) != 0) {
      return DONE;
    }
    suspensions++;
    suspendedAt[number] = true;
    return switch ((int) (chance >>> 32) & 3) {
      case 0 -> foreign();
      case 1 -> LOOP.fork(() -> DONE);
      default -> Bobbin.yieldNow();
    };
  }

  /** Often at first, for the places where tests come seldom; seldom in what is hot. */
  private static int rarity(int visit) {
    return visit < 8 ? 1 : visit < 10_000 ? 127 : 8191;
  }

  private static CompletableFuture<Object> foreign() {
    CompletableFuture<Object> late = new CompletableFuture<>();
    LOOP.execute(() -> late.complete(TOKEN));
    return late;
  }

  /**
   * The finaliser of MurmurHash3: neighbours get chances that have nothing to do with each other.
   */
  private static long mixed(long value) {
    long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }

  /** What a point's await gave. */
  public static void arrived(Object value) {
    if (value != TOKEN && value != null) {
      throw new AssertionError("an await gave something else: " + value);
    }
  }

  /** The outcome of an async twin, for a caller that is not async. */
  public static Object join(Task<Object> task) {
    while (!task.isDone()) {
      if (turn() == 0) {
        throw new AssertionError("never resumed: " + LOOP.dump());
      }
    }
    return task.join();
  }

  /** Stands for {@code await} in the control run, whose stages are all done. */
  public static Object take(CompletionStage<Object> stage) {
    return ((Task<Object>) stage).join();
  }

  /** Places that were passed on the loop's thread, those that suspended, and how often in all. */
  static String counts() {
    int reached = 0;
    int suspended = 0;
    for (int number = 0; number < visits.length; number++) {
      reached += visits[number] != 0 ? 1 : 0;
      suspended += suspendedAt[number] ? 1 : 0;
    }
    return reached + " " + suspended + " " + suspensions;
  }
}
