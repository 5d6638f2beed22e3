package dev.bobbin.test;

import java.io.Serial;
import java.util.List;

/** Tells with a failure in which order of steps it happened, and how to see it again. */
final class FailingSchedule extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  FailingSchedule(long seed, List<String> steps) {
    super(text(seed, steps), null, false, false);
  }

  private static String text(long seed, List<String> steps) {
    StringBuilder text = new StringBuilder("failed in the order of seed ");
    text.append(seed).append(", see it again with @AsyncTest(seeds = ").append(seed).append("):");
    for (int i = 0; i < steps.size(); i++) {
      text.append("\n  ").append(i + 1).append(". ").append(steps.get(i));
    }
    return text.toString();
  }
}
