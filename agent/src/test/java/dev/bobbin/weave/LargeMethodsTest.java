package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Methods at the limits of the class file format. */
class LargeMethodsTest {

  @Test
  void takes255SlotsOfParameters() throws Exception {
    String parameters = list(254, i -> "int p" + i);
    String arguments = list(254, i -> String.valueOf(i));
    String sum = list(254, i -> "p" + i).replace(",", " +");
    String source =
        """
        @Async Task<String> main() { return Task.of(await(wide(%s)) + await(later("."))); }
        @Async Task<Integer> wide(%s) { p3 += await(later(1)); return Task.of(%s); }
        """
            .formatted(arguments, parameters, sum);
    Programs.assertSameWhenWoven(compile(source), "Large", "main");
  }

  @Test
  void takes255SlotsOfLongParameters() throws Exception {
    String parameters = list(127, i -> "long p" + i);
    String arguments = list(127, i -> i + "L");
    String source =
        """
        @Async static Task<String> main() { return Task.of(await(wide(%s, 1)) + "."); }
        @Async static Task<Long> wide(%s, int last) {
          for (int i = 0; i < 3; i++) { p126 += await(later(i)); }
          return Task.of(p0 + p126 + last);
        }
        """
            .formatted(arguments, parameters);
    Programs.assertSameWhenWoven(compile(source), "Large", "main");
  }

  @Test
  void keeps300LiveLocals() throws Exception {
    String declarations =
        lines(300, i -> (i % 2 == 0 ? "int v" : "long v") + i + " = " + i + " + zero;");
    String sum = list(300, i -> "v" + i).replace(",", " +");
    String source =
        """
        @Async Task<String> main() {
          int zero = await(later(0));
          String text = "t";
          %s
          String out = new String(text + await(later("x")) + (1L + await(later(2L))));
          for (int i = 0; i < 2; i++) { out += await(later(v7)) + new String(await(later("n"))); }
          return Task.of(out + (%s));
        }
        """
            .formatted(declarations, sum);
    Programs.assertSameWhenWoven(compile(source), "Large", "main");
  }

  @Test
  void makes60ObjectsInsideOfEachOther() throws Exception {
    String opening = lines(60, i -> "new String(await(later(\"" + i + "\")).concat(");
    String source =
        """
        @Async Task<String> main() { return Task.of(%s ""%s); }
        """
            .formatted(opening, "))".repeat(60));
    Programs.assertSameWhenWoven(compile(source), "Large", "main");
  }

  @Test
  void jumpsFartherThanAShort() throws Exception {
    String rounds = lines(3000, i -> "sum += i * " + i + " ^ sum;");
    String source =
        """
        @Async Task<Integer> main() {
          int sum = 0;
          for (int i = 0; i < 3; i++) {
            sum += await(later(i));
            %s
            try { sum ^= await(later(7)); } finally { sum++; }
          }
          return Task.of(sum);
        }
        """
            .formatted(rounds);
    Programs.assertSameWhenWoven(compile(source), "Large", "main");
  }

  @Test
  void warnsWhenTheWovenMethodWillNotBeCompiled() {
    String awaits = lines(200, i -> "s += await(later(" + i + "));");
    String source = "@Async Task<Integer> main() { int s = 0; %s return Task.of(s); }";

    WovenClass woven = Weaving.weave(large(source.formatted(awaits)));

    assertEquals(
        List.of("method-not-compiled"),
        woven.warnings().stream().map(warning -> warning.slug().toString()).toList());
  }

  @Test
  void doesNotWarnOfAMethodThatWasTooLongBefore() {
    String rounds = lines(2000, i -> "s += s * " + i + ";");
    String source =
        "@Async Task<Integer> main() { int s = await(later(1)); %s return Task.of(s); }";

    assertEquals(List.of(), Weaving.weave(large(source.formatted(rounds))).warnings());
  }

  @Test
  void refusesAMethodThatGetsTooLarge() {
    String awaits = lines(2000, i -> "s += await(later(" + i + "));");
    String source =
        """
        void main(int overload) {}
        @Async Task<Integer> main() { int s = 0; %s return Task.of(s); }
        """
            .formatted(awaits);

    WeaveException refused =
        assertThrows(WeaveException.class, () -> Weaving.weaver().weave(large(source)));

    Diagnostic only = refused.diagnostics().get(0);
    assertEquals(Slug.METHOD_TOO_LARGE, only.slug());
    assertEquals("Task Large.main()", only.where());
  }

  @Test
  void namesEachMethodThatGetsTooLarge() {
    String awaits = lines(2000, i -> "s += await(later(" + i + "));");
    String source =
        """
        @Async Task<Integer> first() { int s = 0; %1$s return Task.of(s); }
        @Async Task<Integer> small() { return Task.of(await(later(1))); }
        @Async Task<Integer> second() { int s = 0; %1$s return Task.of(s); }
        """
            .formatted(awaits);

    WeaveException refused =
        assertThrows(WeaveException.class, () -> Weaving.weaver().weave(large(source)));

    assertEquals(
        List.of("Task Large.first()", "Task Large.second()"),
        refused.diagnostics().stream().map(Diagnostic::where).toList());
  }

  /**
   * Nearly 64 KB of loops in loops in try ranges: no step of the weaver may be quadratic in that.
   */
  @Test
  void weavesALongMethodInTime() {
    String loops =
        lines(
            205,
            i ->
                """
                for (int a = 0; a < %1$d; a++) {
                  try {
                    while (s < a) { s += await(later(a)) + %1$d; for (int b = 0; b < a; b++) s ^= b; }
                  } finally { s++; }
                }
                """
                    .formatted(i));
    byte[] source =
        large("@Async Task<Integer> main() { int s = 0; %s return Task.of(s); }".formatted(loops));

    assertTimeout(Duration.ofSeconds(20), () -> Weaving.weaver().weave(source));
  }

  private static Map<String, byte[]> compile(String members) {
    return Sources.compile(
        "Large.java",
        """
        import static dev.bobbin.Bobbin.await;
        import static dev.bobbin.weave.fixtures.Stages.later;
        import dev.bobbin.*;
        class Large { %s }
        """
            .formatted(members));
  }

  private static byte[] large(String members) {
    byte[] bytes = compile(members).get("Large");
    if (bytes == null) {
      throw new AssertionError("class Large was not compiled");
    }
    return bytes;
  }

  private static String list(int count, IntFunction<String> text) {
    return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining(","));
  }

  private static String lines(int count, IntFunction<String> text) {
    return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining("\n"));
  }
}
