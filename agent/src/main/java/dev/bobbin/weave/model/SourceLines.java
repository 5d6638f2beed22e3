package dev.bobbin.weave.model;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/** Source lines of instructions; 0 where the compiler left none. */
public final class SourceLines {

  private SourceLines() {}

  public static int of(AbstractInsnNode instruction) {
    for (AbstractInsnNode at = instruction; at != null; at = at.getPrevious()) {
      if (at instanceof LineNumberNode line) {
        return line.line;
      }
    }
    return 0;
  }

  /** The first line of a method's code. */
  public static int firstOf(MethodNode method) {
    for (@Nullable AbstractInsnNode at = method.instructions.getFirst();
        at != null;
        at = at.getNext()) {
      if (at instanceof LineNumberNode line) {
        return line.line;
      }
    }
    return 0;
  }
}
