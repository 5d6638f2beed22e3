package dev.bobbin.weave.emit;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Turns the full stack map frames of a method that was just written into those of the class file
 * format, which tell what changed since the frame before. ASM would do so as well, but by way of a
 * form of its own, which takes several times as long.
 */
final class CompactFrames {

  private static final int LONGEST_DIFFERENCE = 3; // JVMS 4.7.4: chop_frame, append_frame

  private CompactFrames() {}

  /**
   * Two frames at one place are one too many for the class file format: the later one stays.
   *
   * @param entered the types of the locals that the method is entered with, wide ones once
   */
  static void in(MethodNode method, List<Object> entered) {
    List<Object> before = entered;
    FrameNode last = null;
    AbstractInsnNode next;
    for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = next) {
      next = at.getNext();
      if (at instanceof FrameNode frame) {
        if (last != null) {
          method.instructions.remove(last);
        }
        last = frame;
      } else if (last != null && at.getOpcode() >= 0) {
        List<Object> locals = last.local;
        compact(last, before);
        before = locals;
        last = null;
      }
    }
  }

  private static boolean startAlike(List<Object> one, List<Object> other, int length) {
    for (int i = 0; i < length; i++) {
      Object type = one.get(i);
      if (type != other.get(i) && !type.equals(other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static void compact(FrameNode frame, List<Object> before) {
    List<Object> locals = frame.local;
    int common = Math.min(locals.size(), before.size());
    int difference = locals.size() - before.size();
    boolean alike =
        Math.abs(difference) <= LONGEST_DIFFERENCE && startAlike(locals, before, common);
    if (!alike || frame.stack.size() > 1 || (difference != 0 && !frame.stack.isEmpty())) {
      frame.type = Opcodes.F_FULL;
    } else if (difference > 0) {
      frame.type = Opcodes.F_APPEND;
      frame.local = locals.subList(common, locals.size());
    } else if (difference < 0) {
      frame.type = Opcodes.F_CHOP;
      frame.local = Arrays.asList(new Object[-difference]);
    } else {
      frame.type = frame.stack.isEmpty() ? Opcodes.F_SAME : Opcodes.F_SAME1;
      frame.local = Collections.emptyList();
    }
  }
}
