package dev.bobbin.internal;

import org.jspecify.annotations.Nullable;

/**
 * Reads the text that a frame's class carries: source file, class, method, kind of result, then a
 * line {@code L label line call} for each suspension point. Read only for people's eyes, so nothing
 * is prepared in advance, but without much ado: each task that is cancelled asks for a line.
 */
final class FrameText {

  /** A line that was read before. The text of a frame's class is one and the same object. */
  private record Line(String plan, int label, StackTraceElement element) {}

  /** Shared by traces, of which a deep recursion makes many. Written by any thread, in no order. */
  private static final @Nullable Line[] READ = new Line[256];

  private FrameText() {}

  @SuppressWarnings("ReferenceEquality") // comparing the texts would cost more than reading them
  static StackTraceElement line(String plan, int label) {
    int place = (System.identityHashCode(plan) * 31 + label) & (READ.length - 1);
    Line before = READ[place];
    if (before != null && before.plan() == plan && before.label() == label) {
      return before.element();
    }
    StackTraceElement element = read(plan, label);
    READ[place] = new Line(plan, label, element);
    return element;
  }

  private static StackTraceElement read(String plan, int label) {
    int fileEnd = plan.indexOf('\n');
    int classEnd = plan.indexOf('\n', fileEnd + 1);
    int methodEnd = plan.indexOf('\n', classEnd + 1);
    String file = plan.substring(0, fileEnd);
    return new StackTraceElement(
        plan.substring(fileEnd + 1, classEnd),
        plan.substring(classEnd + 1, methodEnd),
        file.equals("-") ? null : file,
        number(plan, label));
  }

  private static int number(String plan, int label) {
    String wanted = "\nL " + label + " ";
    int at = plan.indexOf(wanted);
    if (at < 0) {
      return -1;
    }
    int from = at + wanted.length();
    int number = Integer.parseInt(plan, from, plan.indexOf(' ', from), 10);
    return number > 0 ? number : -1;
  }

  static boolean isVoid(String plan) {
    return plan.split("\n", 5)[3].equals("V");
  }

  /** The method with its class's simple name. */
  static String method(String plan) {
    String[] lines = plan.split("\n", 4);
    return lines[1].substring(lines[1].lastIndexOf('.') + 1) + "." + lines[2];
  }
}
