package dev.bobbin.weave;

import dev.bobbin.weave.fixtures.Stages;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What random programs are made of. They run one after the other. */
public final class RandomProgramParts {

  private static final int LONGEST = 16;
  private static int fuel;

  private RandomProgramParts() {}

  /** Begins a run of a program. */
  public static void fill() {
    fuel = 60;
  }

  /** Whether a loop may go on. */
  public static boolean burn() {
    return fuel-- > 0;
  }

  /** The value, or a checked exception for some numbers. */
  public static <T> T fail(T value, int number) throws Failure {
    if (number % 7 == 3) {
      throw new Failure("failed " + number);
    }
    return value;
  }

  public static String clip(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST / 4) : text;
  }

  /** A call with many operands. */
  public static int mix(int a, long b, double c, boolean d, String e, @Nullable Object f) {
    return a * 31 + (int) b + (int) c + (d ? 1 : 0) + e.length() + (f == null ? 0 : 1);
  }

  /** All values as text; arrays by their elements. */
  public static String show(@Nullable Object... values) {
    return Arrays.deepToString(values);
  }

  /** An object whose constructor may throw. */
  public static final class Box {
    public int n;
    private final @Nullable Object o;

    public Box(int n, @Nullable Object o) {
      if (n % 11 == 6) {
        throw new IllegalStateException("box " + n);
      }
      this.n = n;
      this.o = o;
    }

    @Override
    public String toString() {
      return "Box " + n + " " + show(o);
    }
  }

  /** A resource whose end can be seen. */
  public static final class Res implements AutoCloseable {
    private final String name;

    public Res(String name) {
      this.name = Stages.step("open " + clip(name));
    }

    @Override
    public void close() {
      Stages.step("close " + name);
    }
  }

  /** A checked exception. */
  public static final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    public Failure(String message) {
      super(message);
    }
  }
}
