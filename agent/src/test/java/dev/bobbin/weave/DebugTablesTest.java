package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Task;
import dev.bobbin.weave.model.SourceLines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeAnnotationNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Line numbers and variables, for debuggers and stack traces. */
class DebugTablesTest {

  private static final byte[] SOURCE =
      Sources.compile(
              "A.java",
              """
              import static dev.bobbin.Bobbin.await;
              import dev.bobbin.*;
              class A {
                @Async Task<String> m(int count, String text) {
                  long sum = 0;
                  for (int i = 0; i < count; i++) {
                    String part = text
                        .concat(await(Task.of("x")))
                        .trim();
                    sum += part.length();
                  }
                  return Task.of(text + sum);
                }
              }
              """,
              "-g")
          .get("A");

  private final MethodNode before =
      Weaving.tree(SOURCE).methods.stream()
          .filter(m -> m.name.equals("m"))
          .findFirst()
          .orElseThrow();
  private final byte[] woven = Weaving.weave(SOURCE).classFile();
  private final MethodNode body = Weaving.body(woven, "m");

  @Test
  void callsKeepTheirLines() {
    List<String> expected = new ArrayList<>(calls(before));
    expected.removeIf(call -> call.startsWith("await "));
    expected.remove("of 12"); // the body returns the value itself
    List<String> actual = new ArrayList<>(calls(body));
    actual.retainAll(expected);
    List<String> restOfTheRound = List.copyOf(expected.subList(1, expected.size()));

    assertEquals(expected, actual.subList(0, expected.size()));
    assertEquals(restOfTheRound, actual.subList(expected.size(), actual.size()));
  }

  private static List<String> calls(MethodNode method) {
    List<String> calls = new ArrayList<>();
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof MethodInsnNode call) {
        calls.add(call.name + " " + SourceLines.of(call));
      }
    }
    return calls;
  }

  @Test
  void awaitedStageIsAskedOnItsLine() {
    assertTrue(calls(body).contains("poll 8"), () -> calls(body).toString());
  }

  @Test
  void bodyMentionsNoOtherLines() {
    assertEquals(lines(before), lines(body));
  }

  private static TreeSet<Integer> lines(MethodNode method) {
    TreeSet<Integer> lines = new TreeSet<>();
    for (AbstractInsnNode instruction : method.instructions) {
      lines.add(SourceLines.of(instruction));
    }
    lines.remove(0);
    return lines;
  }

  @Test
  void variablesKeepNameTypeAndPlace() {
    assertEquals(variables(before), variables(body).stream().distinct().toList());
  }

  /** A debugger that stops after a resumption knows the variables as well. */
  @Test
  void variablesAreKnownInTheCopyOfTheRound() {
    MethodInsnNode trim = null;
    for (AbstractInsnNode at : body.instructions) {
      if (at instanceof MethodInsnNode call && call.name.equals("trim")) {
        trim = call;
      }
    }
    int index = body.instructions.indexOf(trim);

    assertEquals(
        List.of("count", "i", "sum", "text", "this"),
        body.localVariables.stream()
            .filter(v -> body.instructions.indexOf(v.start) < index)
            .filter(v -> body.instructions.indexOf(v.end) > index)
            .map(v -> v.name)
            .sorted()
            .toList());
  }

  private static List<String> variables(MethodNode method) {
    return method.localVariables.stream().map(v -> v.name + " " + v.desc).sorted().toList();
  }

  /** The slot that the table names is the one that the code uses in that range. */
  @Test
  void variablesAreInTheSlotsThatTheTableNames() {
    for (LocalVariableNode variable : body.localVariables) {
      int accesses = 0;
      for (AbstractInsnNode at = variable.start; at != variable.end; at = at.getNext()) {
        if (at instanceof VarInsnNode access && access.var == variable.index) {
          accesses++;
        }
      }
      boolean isWritten =
          before.localVariables.stream().anyMatch(v -> v.name.equals(variable.name));
      boolean isUnused = variable.name.equals("this") || isOfTheCopy(variable);
      assertTrue(isWritten && (accesses > 0 || isUnused), variable.name);
    }
  }

  /** Checkers that read class files look there. */
  @Test
  void typeAnnotationsInTheCodeAreKept() {
    byte[] classFile =
        Sources.compile(
                "A.java",
                """
                import static dev.bobbin.Bobbin.await;
                import dev.bobbin.*;
                import java.lang.annotation.*;
                import java.util.*;
                class A {
                  @Target(ElementType.TYPE_USE) @Retention(RetentionPolicy.RUNTIME) @interface T {}
                  @Target(ElementType.TYPE_USE) @interface Invisible {}
                  @Async Task<Object> m(Object in) {
                    @T String first = (@T String) await(Task.of(in));
                    for (List<@T String> all : new ArrayList<List<@T String>>()) {
                      @Invisible Object o = new @T StringBuilder(await(Task.of(first)));
                      if (o instanceof @T CharSequence && all.isEmpty()) { return null; }
                    }
                    return Task.of(first);
                  }
                }
                """,
                "-g")
            .get("A");

    List<String> expected = typeAnnotations(method(classFile));
    assertEquals(7, expected.size(), expected::toString);
    assertEquals(
        Set.copyOf(expected),
        Set.copyOf(typeAnnotations(Weaving.body(Weaving.weave(classFile).classFile(), "m"))));
  }

  private static MethodNode method(byte[] classFile) {
    return Weaving.tree(classFile).methods.stream()
        .filter(m -> m.name.equals("m"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> typeAnnotations(MethodNode method) {
    List<TypeAnnotationNode> all = new ArrayList<>();
    for (AbstractInsnNode instruction : method.instructions) {
      addAll(all, instruction.visibleTypeAnnotations);
    }
    addAll(all, method.visibleLocalVariableAnnotations);
    addAll(all, method.invisibleLocalVariableAnnotations);
    return all.stream().map(a -> a.desc + " " + a.typeRef + " " + a.typePath).toList();
  }

  private static void addAll(
      List<TypeAnnotationNode> all, @Nullable List<? extends TypeAnnotationNode> more) {
    if (more != null) {
      all.addAll(more);
    }
  }

  @Test
  void whatFailsInSuspendingNamesTheLineOfTheAwait() throws Exception {
    Map<String, byte[]> classFiles =
        Sources.compile(
            "A.java",
            """
            import static dev.bobbin.Bobbin.await;
            import dev.bobbin.*;
            import java.util.concurrent.*;
            public class A {
              @Async public static Task<String> m(CompletionStage<String> stage) {
                String text = "";
                for (int i = 0; i < 3; i++) {
                  text += await(stage);
                }
                return Task.of(text);
              }
            }
            """,
            "-g");
    var m = WovenLoader.weaving(classFiles).loadClass("A").getMethod("m", CompletionStage.class);

    Task<?> noLoop = (Task<?>) m.invoke(null, new CompletableFuture<String>());

    Throwable failure = noLoop.exceptionNow();
    assertEquals(IllegalStateException.class, failure.getClass());
    assertTrue(
        Arrays.stream(failure.getStackTrace())
            .anyMatch(at -> at.getMethodName().equals("m") && at.getLineNumber() == 8),
        () -> Arrays.toString(failure.getStackTrace()));
  }

  /** Its second range: what is copied need not access all that is in scope there. */
  private boolean isOfTheCopy(LocalVariableNode variable) {
    return body.localVariables.stream()
        .anyMatch(
            v ->
                v != variable
                    && v.name.equals(variable.name)
                    && v.index == variable.index
                    && body.instructions.indexOf(v.start)
                        < body.instructions.indexOf(variable.start));
  }

  @Test
  void entryHasItsParametersNames() {
    MethodNode entry =
        Weaving.tree(woven).methods.stream()
            .filter(m -> m.name.equals("m") && m.desc.equals(before.desc))
            .findFirst()
            .orElseThrow();

    assertEquals(
        List.of("this 0", "count 1", "text 2"),
        entry.localVariables.stream().map(v -> v.name + " " + v.index).toList());
  }
}
