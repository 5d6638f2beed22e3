package dev.bobbin.internal;

/**
 * Reads the text that a frame's class carries: source file, class, method, kind of result, then a
 * line {@code L label line call} for each suspension point. Read only for people's eyes, so nothing
 * is prepared in advance, but without much ado: each task that is cancelled asks for a line.
 */
final class FrameText {

  private FrameText() {}

  static StackTraceElement line(String plan, int label) {
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
