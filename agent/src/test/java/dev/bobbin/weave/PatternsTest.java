package dev.bobbin.weave;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What javac writes for newer releases of Java. */
class PatternsTest {

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void patternSwitchesAndRecordPatterns() throws Exception {
    String source =
        """
        import static dev.bobbin.Bobbin.await;
        import static dev.bobbin.weave.fixtures.Stages.*;
        import dev.bobbin.*;
        class Patterns {
          sealed interface Shape permits Circle, Square {}
          record Circle(int r, Object name) implements Shape {}
          record Square(Integer a) implements Shape {}
          enum Colour { RED, GREEN }
          @Async Task<String> main() {
            String out = "";
            Object[] all = {1, "s", new Circle(2, "c"), new Circle(3, 4), new Square(5), Colour.GREEN, 'x'};
            for (Object o : all) {
              out += step(switch (o) {
                case Integer i when await(later(i)) > 0 -> await(later("int")) + i;
                case String s -> s + new StringBuilder(await(later("text")));
                case Circle(int r, String name) when r > await(later(1)) -> name + r + await(later("!"));
                case Circle(var r, var name) -> "circle" + await(later(name)) + r;
                case Square(Integer a) -> {
                  for (int i = 0; i < a; i++) { out += await(later(i)); }
                  yield "square";
                }
                case Colour.GREEN -> await(later("green"));
                default -> "none" + await(later(o));
              });
            }
            if (all[3] instanceof Circle(int r, Integer name) && await(later(name)) == 4) { out += r + name; }
            return Task.of(out);
          }
        }
        """;
    Programs.assertSameWhenWoven(Sources.compile("Patterns.java", source), "Patterns", "main");
  }
}
