package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.weave.model.RuntimeNames;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.util.TraceClassVisitor;

/** A woven class differs from the original in its async methods, and in nothing else. */
class UntouchedPartsTest {

  private static final String SOURCE =
      """
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      import java.lang.annotation.*;
      import java.util.*;
      @Deprecated
      public sealed abstract class Whole<@Whole.Typed T extends Comparable<? super T>>
          extends AbstractList<@Whole.Typed("super") T> implements java.io.Serializable {
        @Retention(RetentionPolicy.RUNTIME) @Target({ElementType.TYPE_USE, ElementType.TYPE_PARAMETER})
        @interface Typed { String value() default "none"; int[] numbers() default {1, 2}; }
        static final class Leaf extends Whole<String> {
          public String get(int index) { return "leaf"; }
          public int size() { return hidden + 1; }
        }
        static non-sealed class Open extends Leafless { public int size() { return 0; } }
        static abstract sealed class Leafless extends Whole<Integer> permits Open {
          public Integer get(int index) { return index; }
        }
        record Pair<A>(@Typed("a") A a, List<@Typed String> list) {
          Pair { Objects.requireNonNull(a); }
          @Async Task<A> later() { return Task.of(await(Task.of(a))); }
        }
        enum Colour { RED { @Async Task<String> name(int i) { return Task.of(await(Task.of(name()))); } }, GREEN }
        private static int hidden = 3;
        protected transient volatile Map<@Typed String, int @Typed [] @Typed("inner") []> field;
        static final long CONSTANT = 5L;
        @SafeVarargs
        private <X extends Exception & Runnable> int plain(final @Typed T first, X... rest) throws X {
          int sum = 0;
          for (@Typed("local") int i = 0; i < 3; i++) {
            try { sum += first.hashCode(); } catch (@Typed("caught") RuntimeException e) { sum--; }
            Runnable r = () -> System.out.println("lambda " + first);
            r.run();
          }
          return sum + (Integer) (@Typed("cast") Object) sum;
        }
        @Async @Deprecated <X> Task<X> async(X x) { await(Task.of(1)); return Task.of(x); }
        java.util.concurrent.CompletionStage<Integer> fromLambda() throws Exception {
          AsyncCallable<Integer> call = () -> Task.of(await(Task.of(2)));
          return call.call();
        }
      }
      """;

  @Test
  void everyAttributeOfOtherPartsIsKept() {
    Map<String, byte[]> classFiles =
        Sources.compile("Whole.java", SOURCE, "--release", "17", "-g", "-parameters");

    assertEquals(3, classFiles.values().stream().filter(UntouchedPartsTest::isKept).count());
  }

  @Test
  void soItIsInAllFixtures() {
    long woven =
        Fixtures.compiledByTheBuild().values().stream().filter(UntouchedPartsTest::isKept).count();

    assertTrue(woven >= 16, "woven: " + woven);
  }

  /** Whether there was something to weave; what else there is must be as before. */
  private static boolean isKept(byte[] classFile) {
    return Weaving.weaver()
        .weave(classFile)
        .map(
            woven -> {
              ClassNode before = Weaving.tree(classFile);
              ClassNode after = Weaving.tree(woven.classFile());
              Map<String, MethodNode> bodies = takeBodies(after);
              assertEquals(woven.asyncMethods(), bodies.size());
              assertEquals(woven.asyncMethods(), takeChanged(before, after));
              assertEquals(text(before), text(after));
              return true;
            })
        .isPresent();
  }

  /** What was added: bodies, the mark, and the number that would have been computed. */
  private static Map<String, MethodNode> takeBodies(ClassNode after) {
    Map<String, MethodNode> bodies = new TreeMap<>();
    for (MethodNode method : after.methods) {
      boolean takesFrame =
          method.desc.contains("$frame$") || method.desc.contains("CoroutineFrame");
      if ((method.access & Opcodes.ACC_SYNTHETIC) != 0 && takesFrame) {
        bodies.put(method.name + method.desc, method);
      }
    }
    after.methods.removeAll(bodies.values());
    after.attrs.removeIf(attribute -> attribute.type.equals(RuntimeNames.WOVEN_ATTRIBUTE));
    after.attrs = after.attrs.isEmpty() ? null : after.attrs;
    after.fields.removeIf(field -> field.name.equals("serialVersionUID"));
    return bodies;
  }

  /** Takes the methods that are not the same any more out of both. */
  private static int takeChanged(ClassNode before, ClassNode after) {
    int changed = 0;
    for (int i = before.methods.size() - 1; i >= 0; i--) {
      MethodNode was = before.methods.get(i);
      MethodNode is = after.methods.get(i);
      assertEquals(was.name + was.desc, is.name + is.desc);
      if (!text(was).equals(text(is))) {
        before.methods.remove(i);
        after.methods.remove(i);
        changed++;
      }
    }
    return changed;
  }

  private static String text(MethodNode method) {
    ClassNode alone = new ClassNode();
    alone.visit(Opcodes.V17, 0, "Alone", null, "java/lang/Object", null);
    alone.methods.add(method);
    return text(alone);
  }

  private static String text(ClassNode tree) {
    StringWriter text = new StringWriter();
    tree.accept(new TraceClassVisitor(new PrintWriter(text)));
    return text.toString();
  }
}
