package dev.bobbin.samples.http;

/** Which characters may be where (RFC 9110, section 5.6). */
final class Syntax {

  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '!'; c <= '~'; c++) {
      TOKEN[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
  }

  private Syntax() {}

  /** Names of methods and headers. */
  static boolean isToken(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c >= 128 || !TOKEN[c]) {
        return false;
      }
    }
    return from < to;
  }

  /** Whether all is text: neither a CR or LF of its own, nor NUL, nor another control character. */
  static boolean isText(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' && c != '\t') || c == 127) {
        return false;
      }
    }
    return true;
  }

  /** Whether all is visible: what a target is made of. */
  static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 127) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** The rest of a line without the blanks around it. */
  static String trim(String line, int from) {
    int start = from;
    int end = line.length();
    while (start < end && isBlank(line.charAt(start))) {
      start++;
    }
    while (start < end && isBlank(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Digits and nothing else; -1 if it is something else, or more than any length is. */
  static long number(String digits, int radix) {
    if (digits.isEmpty() || digits.length() > 15) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * radix + digit;
    }
    return number;
  }
}
