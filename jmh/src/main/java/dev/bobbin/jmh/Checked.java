package dev.bobbin.jmh;

/** Nobody is quick who is wrong: each benchmark's result goes through here. */
final class Checked {
  private Checked() {}

  /** Returns the result. */
  static int result(int result, int expected) {
    if (result != expected) {
      throw wrong(result, expected);
    }
    return result;
  }

  /** Returns the result. */
  static long result(long result, long expected) {
    if (result != expected) {
      throw wrong(result, expected);
    }
    return result;
  }

  private static IllegalStateException wrong(long result, long expected) {
    return new IllegalStateException("the benchmark gave " + result + " and not " + expected);
  }
}
