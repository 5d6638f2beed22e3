package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.AsyncMethod;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.SuspensionPoint;

/**
 * The plan that a frame's class carries as text, for dumps: source file, class, method, kind of
 * result, then a line {@code L label line call} for each suspension point.
 */
final class PlanText {

  /** A constant may have 65,535 bytes (JVMS 4.4.7), a char up to three of them. */
  private static final int MAX_LENGTH = 21_000;

  private PlanText() {}

  static String of(FramePlan plan) {
    AsyncMethod method = plan.method();
    StringBuilder text = new StringBuilder();
    text.append(or(method.host().sourceFile(), "-")).append('\n');
    text.append(method.host().name().replace('/', '.')).append('\n');
    text.append(method.code().name).append('\n');
    text.append(method.returns().letter()).append('\n');
    for (SuspensionPoint point : plan.points()) {
      add(text, "L " + point.label() + " " + point.line() + " " + or(point.awaited(), "-"));
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String line) {
    if (text.length() + line.length() < MAX_LENGTH) {
      text.append(line).append('\n');
    }
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
