package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a suspended coroutine frame holds on to, and in how many fields. */
class FrameContentsTest {

  private static final Map<String, byte[]> CLASSES =
      Sources.compile(
          "Holder.java",
          """
          import static dev.bobbin.Bobbin.await;
          import dev.bobbin.*;
          import java.util.concurrent.*;
          public class Holder {
            @Async public static Task<String> run(CompletionStage<String> a, CompletionStage<String> b) {
              Object big = new String("big");
              String used = big.toString();
              String first = await(a);
              Object other = new String("other");
              String second = await(b);
              return Task.of(first + second + other);
            }
            @Async public static Task<Integer> shared(CompletionStage<Integer> a) {
              { String s = "1"; int i = 1; await(a); s.length(); i++; s = s + i; }
              { String t = "2"; int k = 2; await(a); t.length(); k++; t = t + k; }
              return Task.of(await(a));
            }
          }
          """,
          "-g");

  @Test
  void onlyLiveValuesAreKept() throws Exception {
    CompletableFuture<String> a = new CompletableFuture<>();
    CompletableFuture<String> b = new CompletableFuture<>();
    Class<?> type = WovenLoader.weaving(CLASSES).loadClass("Holder");
    var method = type.getMethod("run", CompletionStage.class, CompletionStage.class);
    List<String> seen = new ArrayList<>();
    try (EventLoop loop = EventLoop.create()) {
      Task<String> task =
          loop.fork(
              () -> {
                @SuppressWarnings("unchecked")
                Task<String> frame = (Task<String>) method.invoke(null, a, b);
                seen.add(values(frame, b));
                a.complete("A");
                loop.schedule(java.time.Duration.ZERO, () -> {});
                loop.execute(
                    () ->
                        loop.execute(
                            () -> {
                              seen.add(values(frame, b));
                              b.complete("B");
                            }));
                frame.whenComplete((value, failure) -> seen.add(values(frame, b)));
                return frame;
              });
      loop.run(() -> task);
      assertEquals("ABother", task.join());
    }

    // The first suspension needs b alone, the second first and other; the end nothing.
    assertEquals(List.of("[b]", "[A, other]", "[]"), seen);
  }

  /** The frame's own reference fields. */
  private static String values(Object frame, Object b) {
    List<String> values = new ArrayList<>();
    for (Field field : frame.getClass().getDeclaredFields()) {
      if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
        Object value = get(field, frame);
        if (value != null) {
          values.add(value == b ? "b" : value.toString());
        }
      }
    }
    return values.toString();
  }

  private static @Nullable Object get(Field field, Object frame) {
    try {
      field.setAccessible(true);
      return field.get(frame);
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void fieldsAreSharedBetweenSuspensionPoints() throws Exception {
    byte[] classFile = CLASSES.get("Holder");
    assertNotNull(classFile);
    Map<String, byte[]> frames = Weaving.weave(classFile).frameClasses();

    var shared =
        frames.entrySet().stream()
            .filter(entry -> entry.getKey().contains("$shared$"))
            .findFirst()
            .orElseThrow();

    List<String> fields =
        Weaving.tree(shared.getValue()).fields.stream().map(f -> f.desc).sorted().toList();
    assertEquals(
        List.of("I", "Ljava/lang/String;", "Ljava/util/concurrent/CompletionStage;"), fields);
  }

  @Test
  void planNamesPoints() throws Exception {
    byte[] classFile = CLASSES.get("Holder");
    assertNotNull(classFile);
    byte[] frame = Weaving.weave(classFile).frameClasses().get("Holder$run$frame$1");
    assertNotNull(frame);
    String text = Weaving.text(frame).replace("\\n", "\n");

    assertTrue(text.contains("Holder.java\nHolder\nrun\nT\nL 1 8 -\nL 2 10 -\n"), text);
  }
}
