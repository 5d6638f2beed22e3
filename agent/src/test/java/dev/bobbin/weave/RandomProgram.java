package dev.bobbin.weave;

import java.util.Random;

/**
 * A random program with awaits in odd places. It ends, whatever it does: each loop has a counter,
 * and all loops together have fuel.
 */
final class RandomProgram {

  private static final int METHODS = 6;

  private final Random random;
  private int names;
  private int loops;

  RandomProgram(long seed) {
    this.random = new Random(seed);
  }

  String source() {
    StringBuilder methods = new StringBuilder();
    for (int i = 0; i < METHODS; i++) {
      methods.append(
          """
            @Async %s Task<Integer> m%d(int a, long b, String s) throws Exception {
              double d = a / 3.0; Object o = null; int[] arr = {a, 1, 2}; Box box = new Box(a, s);
              %s
              return Task.of(a + (int) b + s.length() + (int) d + arr[0] + arr[2] + box.n);
            }
          """
              .formatted(random.nextBoolean() ? "static" : "", i, block(2, false)));
    }
    return """
    import static dev.bobbin.Bobbin.await;
    import static dev.bobbin.weave.fixtures.Stages.*;
    import dev.bobbin.*;
    @SuppressWarnings("all")
    class Random {
      static int fuel = 400;
      static class Box {
        int n; Object o;
        Box(int n, Object o) { if (n %% 7 == 6) throw new IllegalStateException("box"); this.n = n; this.o = o; }
      }
      static <T> T fail(T value, int n) throws Exception {
        if (n %% 5 == 3) throw new java.io.IOException("n" + n);
        return value;
      }
      static String clip(String s) { return s.length() > 20 ? s.substring(0, 5) : s; }
      @Async static Task<String> main() {
        String out = "";
        for (int i = 0; i < 12; i++) {
          try {
            Random r = new Random();
            out += step(await(switch (i %% 6) { %s default -> r.m0(i, 1, "z"); })) + " ";
          } catch (Exception e) { out += e.getMessage() + await(later(" ")); }
        }
        return Task.of(out);
      }
    %s
    }
    """
        .formatted(calls(), methods);
  }

  private String calls() {
    StringBuilder calls = new StringBuilder();
    for (int i = 0; i < METHODS; i++) {
      calls.append("case %d -> r.m%d(i, i * 7L, \"s\" + i); ".formatted(i, i));
    }
    return calls.toString();
  }

  private String block(int depth, boolean isInLoop) {
    StringBuilder block = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      block.append(statement(depth, isInLoop)).append('\n');
    }
    return block.toString();
  }

  private String statement(int depth, boolean isInLoop) {
    if (depth == 0) {
      return simple();
    }
    String name = "v" + names++;
    return switch (random.nextInt(13)) {
      case 0 ->
          "if (%s) { %s } else { %s }"
              .formatted(condition(2), block(depth - 1, isInLoop), block(depth - 1, isInLoop));
      case 1 ->
          "for (int %1$s = 0; %1$s < %2$d && fuel-- > 0; %1$s++) { %3$s }"
              .formatted(name, 1 + random.nextInt(4), block(depth - 1, true));
      case 2 ->
          "int %1$s = 3; while (%1$s-- > 0 && fuel-- > 0 && %2$s) { %3$s }"
              .formatted(name, condition(1), block(depth - 1, true));
      case 3 ->
          "int %1$s = 2; do { %3$s } while (--%1$s > 0 && fuel-- > 0 && %2$s);"
              .formatted(name, condition(1), block(depth - 1, true));
      case 4 ->
          "try { %s } catch (java.io.IOException %s) { %s }"
              .formatted(
                  "fail(o, a);" + block(depth - 1, isInLoop), name, block(depth - 1, isInLoop));
      case 5 ->
          "try { %s } finally { %s }"
              .formatted(block(depth - 1, isInLoop), block(depth - 1, false));
      case 6 ->
          "try { %s } catch (RuntimeException %s) { s = %s; } finally { %s }"
              .formatted(block(depth - 1, isInLoop), name, text(1), block(depth - 1, false));
      case 7 ->
          "switch (%s %% 3) { case 0: %s break; case 1: %s default: %s }"
              .formatted(
                  number(1),
                  block(depth - 1, false),
                  block(depth - 1, false),
                  block(depth - 1, false));
      case 8 ->
          "%1$s: for (int i%1$s = 0; i%1$s < 3 && fuel-- > 0; i%1$s++) { %2$s if (%3$s) %4$s %1$s; %5$s }"
              .formatted(
                  "l" + loops++,
                  block(depth - 1, true),
                  condition(1),
                  random.nextBoolean() ? "break" : "continue",
                  simple());
      case 9 -> isInLoop ? "if (%s) break;".formatted(condition(2)) : simple();
      case 10 ->
          "{ long %1$s = %2$s; String x%1$s = %3$s; %4$s b += %1$s; s = clip(s + x%1$s); }"
              .formatted(name, number(2), text(2), block(depth - 1, isInLoop));
      default -> simple();
    };
  }

  private String simple() {
    return switch (random.nextInt(11)) {
      case 0 -> "a += " + number(3) + ";";
      case 1 -> "b ^= " + number(3) + ";";
      case 2 -> "s = clip(s + " + text(3) + ");";
      case 3 -> "d = d / 2 + " + number(2) + ";";
      case 4 -> "arr[Math.abs(" + number(1) + " % 3)] += " + number(2) + ";";
      case 5 -> "o = " + (random.nextInt(3) == 0 ? "null" : text(1)) + ";";
      case 6 -> "box = new Box(" + number(3) + ", " + text(3) + ");";
      case 7 -> "step(s + a + b + d + arr[1]);";
      case 8 -> "box.n -= " + number(2) + ";";
      case 9 -> "a = arr[a = Math.abs(a % 3)]++ + " + number(2) + ";";
      default -> "s = fail(" + text(2) + ", " + number(1) + ");";
    };
  }

  private String condition(int depth) {
    return switch (random.nextInt(4)) {
      case 0 -> number(depth) + " > " + number(depth);
      case 1 -> "await(later(" + number(depth) + " % 2 == 0))";
      case 2 ->
          depth > 0
              ? "("
                  + condition(depth - 1)
                  + (random.nextBoolean() ? " && " : " || ")
                  + condition(depth - 1)
                  + ")"
              : "o == null";
      default -> "a < b";
    };
  }

  private String number(int depth) {
    if (depth == 0) {
      return random.nextBoolean() ? "a" : String.valueOf(random.nextInt(20));
    }
    return switch (random.nextInt(8)) {
      case 0, 1 -> "await(later(" + number(depth - 1) + "))";
      case 2 -> "(" + number(depth - 1) + " * 3 - " + number(depth - 1) + ")";
      case 3 ->
          "(" + condition(depth - 1) + " ? " + number(depth - 1) + " : " + number(depth - 1) + ")";
      case 4 -> "new Box(" + number(depth - 1) + ", " + text(depth - 1) + ").n";
      case 5 -> "(int) (b + " + number(depth - 1) + ")";
      case 6 ->
          "switch ("
              + number(depth - 1)
              + " & 3) { case 0 -> "
              + number(depth - 1)
              + "; case 1 -> "
              + number(depth - 1)
              + "; default -> arr[1]; }";
      default -> "a";
    };
  }

  private String text(int depth) {
    if (depth == 0) {
      return random.nextBoolean() ? "s" : "\"t\"";
    }
    return switch (random.nextInt(4)) {
      case 0 -> "await(later(" + text(depth - 1) + "))";
      case 1 -> "(" + text(depth - 1) + " + " + number(depth - 1) + ")";
      case 2 -> "clip(new String(" + text(depth - 1) + " + o))";
      default -> "s";
    };
  }
}
