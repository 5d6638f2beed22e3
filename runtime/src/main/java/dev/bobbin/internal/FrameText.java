package dev.bobbin.internal;

/**
 * Reads the text that a frame's class carries: source file, class, method, kind of result, then a
 * line {@code L label line call} for each suspension point. Read only for people's eyes, so nothing
 * is prepared in advance.
 */
final class FrameText {

  private FrameText() {}

  static StackTraceElement line(String plan, int label) {
    String[] lines = plan.split("\n");
    String wanted = "L " + label + " ";
    int number = -1;
    for (String line : lines) {
      if (line.startsWith(wanted)) {
        String rest = line.substring(wanted.length());
        number = Integer.parseInt(rest.substring(0, rest.indexOf(' ')));
        break;
      }
    }
    String file = lines[0].equals("-") ? null : lines[0];
    return new StackTraceElement(lines[1], lines[2], file, number > 0 ? number : -1);
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
