package dev.bobbin.weave.flow;

import dev.bobbin.weave.Sources;
import dev.bobbin.weave.Weaving;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Methods to analyse; calls of {@code at(n)} in them mark places. */
final class Methods {

  private Methods() {}

  /** The method {@code m} of a class with these members. */
  static MethodNode of(String members) {
    String source = "class A { static boolean at(int n) { return true; } " + members + " }";
    byte[] classFile = Sources.compile("A.java", source, "-g").get("A");
    if (classFile == null) {
      throw new AssertionError("class A was not compiled");
    }
    return Weaving.tree(classFile).methods.stream()
        .filter(method -> method.name.equals("m"))
        .findFirst()
        .orElseThrow();
  }

  /** The indices of the marks, in the order of their numbers. */
  static List<Integer> marks(MethodNode method) {
    List<Integer> marks = new ArrayList<>();
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof MethodInsnNode call && call.name.equals("at")) {
        marks.add(method.instructions.indexOf(call));
      }
    }
    return marks;
  }
}
