package dev.bobbin.weave;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What compilers write for newer releases of Java than the one that the build is for. */
class PatternsTest {

  private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();

  private static final String HEAD =
      """
      import static dev.bobbin.Bobbin.await;
      import static dev.bobbin.weave.fixtures.Stages.*;
      import dev.bobbin.*;
      import java.util.*;
      """;

  private static final String PATTERNS =
      HEAD
          + """
          public class PatternsFixture {
            sealed interface Shape permits Circle, Square, Group {}
            record Circle(int r, Object name) implements Shape {}
            record Square(Integer a) implements Shape {}
            record Group(Shape first, Shape second) implements Shape {}
            record Pair<A, B>(A a, B b) {}
            record Odd(String text) {
              public String text() {
                if (text.isEmpty()) throw new IllegalStateException("no text");
                return text;
              }
            }
            enum Colour { RED, GREEN }

            @Async public Task<String> everyKind() {
              String out = "";
              Object[] all = {1, "s", new Circle(2, "c"), new Circle(3, 4), new Square(5), Colour.GREEN, 'x'};
              for (Object o : all) {
                String part = switch (o) {
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
                };
                out += step(part);
              }
              if (all[3] instanceof Circle(int r, Integer name) && await(later(name)) == 4) { out += r + name; }
              return Task.of(out);
            }

            @Async public Task<Integer> sealedWithoutDefault() {
              int sum = 0;
              for (Shape shape : List.of(
                  new Group(new Circle(1, ""), new Square(2)),
                  new Group(new Group(new Square(3), new Square(4)), new Circle(5, 6)),
                  new Square(7))) {
                sum = sum * 10 + await(later(sum)) - switch (shape) {
                  case Group(Group(Square(var a), Square b), Circle(int r, Integer name))
                      when await(later(a)) + r > name -> a + await(later(b.a())) + r;
                  case Group(Shape first, Square(Integer a)) -> step(await(later(a)) + first.hashCode() * 0);
                  case Group g -> -1;
                  case Square(var a) -> await(later(a));
                  case Circle c -> c.r();
                };
              }
              return Task.of(sum);
            }

            /** An accessor that throws becomes a MatchException: each pattern has a try range. */
            @Async public Task<String> accessorsThatThrow() {
              String out = "";
              for (Object o : new Object[] {new Odd("a"), new Odd(""), new Pair<>(new Odd("b"), new Odd("")), null}) {
                try {
                  out += await(later("<")) + switch (o) {
                    case Odd(String text) when await(later(text)).length() > 0 -> text + await(later("."));
                    case Pair(Odd(var left), Odd(var right)) -> left + right + await(later("never"));
                    case null, default -> await(later("null"));
                  } + await(later(">"));
                } catch (MatchException e) {
                  out += await(later("caught ")) + e.getCause().getMessage();
                } finally {
                  out += await(later(";"));
                }
              }
              return Task.of(out);
            }

            @Async public Task<String> stringsAndNulls() {
              String out = "";
              for (String s : new String[] {"Aa", "BB", "long enough", null, "x"}) {
                out += switch (s) {
                  case "Aa" -> await(later("1"));
                  case "BB" -> { String t = await(later("2")); yield t + await(later(t)); }
                  case null -> await(later("null"));
                  case String t when t.length() > await(later(3)) -> await(later(t)).substring(1);
                  default -> await(failing(new IllegalArgumentException(s)).exceptionally(e -> "failed"));
                };
              }
              return Task.of(out);
            }

            @Async public Task<String> instanceOfInLoops() {
              Deque<Object> work = new ArrayDeque<>(List.of(new Pair<>(1, new Pair<>("p", 2)), "q", 3));
              String out = "";
              while (!work.isEmpty()) {
                Object o = work.pop();
                if (!(o instanceof Pair(var a, var b) && await(later(a)) != null)) {
                  out += o instanceof String s && await(later(s)).equals("q") ? s + await(later("!")) : o;
                  continue;
                }
                work.push(b);
                work.push(await(later(a)));
                if (b instanceof Pair<?, ?>(String s, Integer i)) { out += s.repeat(await(later(i))); }
              }
              return Task.of(out);
            }

            @Async public Task<String> inLambdasAndLocalRecords() {
              record Local<T>(T value) {}
              Object o = new Local<>(new Local<>("deep"));
              AsyncCallable<String> call = () -> switch (o) {
                case Local(Local(String s)) when await(later(true)) -> Task.of(s + await(later("er")));
                default -> Task.of("none");
              };
              try {
                return Task.of(await(call.call()) + o);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            }
          }
          """;

  /** Apart, as ecj loses track of the operand stack here, and the verifier refuses its class. */
  private static final String YIELDS =
      HEAD
          + """
          public class YieldsFixture {
            @Async public Task<String> yieldsOutOfTry() {
              List<String> out = new ArrayList<>();
              for (Object o : List.of(1, 2L, "three", 4.0)) {
                out.add(new StringBuilder(await(later("v"))).append((Object) switch (o) {
                  case Integer i -> {
                    try { yield await(later(i + 1)); } finally { out.add(await(later("finally"))); }
                  }
                  case Long l -> {
                    try {
                      yield await(YieldsFixture.<Long>failed(l));
                    } catch (IllegalStateException e) {
                      yield switch (await(later(e.getMessage()))) {
                        case "2" -> { while (true) { if (await(later(true))) { yield await(later(22L)); } } }
                        default -> -1L;
                      };
                    }
                  }
                  case String s when s.isEmpty() -> throw new AssertionError();
                  case CharSequence c -> c.charAt(await(later(0)));
                  default -> { long w = 5L; double d = await(later(0.5)); yield w + d + await(later(1)); }
                }).toString());
              }
              return Task.of(String.join(",", out));
            }

            static <T> java.util.concurrent.CompletableFuture<T> failed(Object o) {
              return failing(new IllegalStateException(o.toString()));
            }
          }
          """;

  private static final String UNNAMED =
      HEAD
          + """
          public class UnnamedFixture {
            record Pair(Object a, Object b) {}
            static class Base {
              final String text;
              Base(String text) { this.text = text; }
            }
            static class Early extends Base {
              final int length;
              Early(String text) {
                var checked = step(text.trim());
                length = checked.length();
                super(checked);
              }
            }

            @Async public Task<String> unnamedPatterns() {
              String out = "";
              for (var o : List.of(new Pair(1, "b"), new Pair("a", 2), new Pair('c', 'd'))) {
                String text = switch (o) {
                  case Pair(Integer i, _) when await(later(i)) == 1 -> " one" + await(later("."));
                  case Pair(_, Integer _), Pair(Character _, _) -> await(later("other "));
                  case Pair _ -> "never";
                };
                out += new Early(text + await(later(","))).text;
                try { await(failing(new Exception("x"))); } catch (Exception _) { out += await(later("!")); }
              }
              return Task.of(out);
            }
          }
          """;

  @TempDir Path directory;

  @TestFactory
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "the JDK has no patterns in switch")
  Stream<DynamicNode> java21() throws Exception {
    return compared(JAVAC, "21", PATTERNS, YIELDS);
  }

  @TestFactory
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "the JDK has no patterns in switch")
  Stream<DynamicNode> java21FromEclipsesCompiler() throws Exception {
    return compared(new EclipseCompiler(), "21", PATTERNS);
  }

  @TestFactory
  @EnabledForJreRange(min = JRE.JAVA_25, disabledReason = "the JDK cannot compile for Java 25")
  Stream<DynamicNode> java25() throws Exception {
    return compared(JAVAC, "25", PATTERNS, YIELDS, UNNAMED);
  }

  @TestFactory
  @EnabledForJreRange(min = JRE.JAVA_25, disabledReason = "the JDK cannot compile for Java 25")
  Stream<DynamicNode> java25FromEclipsesCompiler() throws Exception {
    return compared(new EclipseCompiler(), "25", PATTERNS, UNNAMED);
  }

  private Stream<DynamicNode> compared(JavaCompiler compiler, String release, String... sources)
      throws Exception {
    Path written = Files.createTempDirectory(directory, "sources");
    for (String source : sources) {
      String name = source.replaceFirst("(?s).*?public class (\\w+).*", "$1");
      Files.writeString(written.resolve(name + ".java"), source);
    }
    return Fixtures.compared(
        Sources.compile(compiler, written, "--release", release, "-g", "-nowarn"));
  }
}
