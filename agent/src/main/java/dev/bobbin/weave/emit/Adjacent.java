package dev.bobbin.weave.emit;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;

/** Instructions that stand side by side, so that no jump comes in between. */
final class Adjacent {

  private Adjacent() {}

  /** The instruction that is run just behind, and never without it. */
  static @Nullable AbstractInsnNode behind(AbstractInsnNode instruction) {
    AbstractInsnNode next = instruction.getNext();
    while (next != null && next.getOpcode() < 0 && !(next instanceof FrameNode)) {
      next = next.getNext();
    }
    return next;
  }

  /** The instruction that is always run just before. */
  static @Nullable AbstractInsnNode before(AbstractInsnNode instruction) {
    AbstractInsnNode before = instruction.getPrevious();
    while (before != null && before.getOpcode() < 0) {
      if (before instanceof FrameNode) {
        return null;
      }
      before = before.getPrevious();
    }
    return before;
  }
}
