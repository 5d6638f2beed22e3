package dev.bobbin.weave.emit;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Turns the full stack map frames of a method into those of the class file format, which tell what
 * changed since the frame before, while it is written. ASM would do so as well, but by way of a
 * form of its own, which takes several times as long.
 *
 * <p>Two frames at one place are one too many for the class file format: the later one stays.
 */
final class CompactFrames extends MethodVisitor {

  private static final int LONGEST_DIFFERENCE = 3; // JVMS 4.7.4: chop_frame, append_frame

  private static final Object[] NOTHING = {};

  private final MethodVisitor out;
  private Object[] before;
  private Object @Nullable [] locals; // of a frame that is still to be written
  private Object[] stack = NOTHING;

  /**
   * @param entered the types of the locals that the method is entered with, wide ones once
   */
  CompactFrames(MethodVisitor out, Object[] entered) {
    super(Opcodes.ASM9, out);
    this.out = out;
    this.before = entered;
  }

  /** Takes full frames only, and keeps the arrays. */
  @Override
  public void visitFrame(
      int type,
      int localCount,
      Object @Nullable [] locals,
      int stackCount,
      Object @Nullable [] stack) {
    this.locals = locals;
    this.stack = stack == null ? NOTHING : stack;
  }

  /** In front of each instruction. */
  private void flush() {
    Object[] now = locals;
    if (now != null) {
      locals = null;
      write(now);
      before = now;
    }
  }

  private void write(Object[] now) {
    int difference = now.length - before.length;
    if (stack.length > 1
        || (difference != 0 && stack.length != 0)
        || Math.abs(difference) > LONGEST_DIFFERENCE
        || !startAlike(now, before)) {
      out.visitFrame(Opcodes.F_FULL, now.length, now, stack.length, stack);
    } else if (difference > 0) {
      Object[] more = new Object[difference];
      System.arraycopy(now, before.length, more, 0, difference);
      out.visitFrame(Opcodes.F_APPEND, difference, more, 0, null);
    } else if (difference < 0) {
      out.visitFrame(Opcodes.F_CHOP, -difference, null, 0, null);
    } else if (stack.length == 0) {
      out.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    } else {
      out.visitFrame(Opcodes.F_SAME1, 0, null, 1, stack);
    }
  }

  private static boolean startAlike(Object[] one, Object[] other) {
    int length = Math.min(one.length, other.length);
    for (int i = 0; i < length; i++) {
      if (one[i] != other[i] && !one[i].equals(other[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void visitInsn(int opcode) {
    flush();
    out.visitInsn(opcode);
  }

  @Override
  public void visitIntInsn(int opcode, int operand) {
    flush();
    out.visitIntInsn(opcode, operand);
  }

  @Override
  public void visitVarInsn(int opcode, int slot) {
    flush();
    out.visitVarInsn(opcode, slot);
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    flush();
    out.visitTypeInsn(opcode, type);
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    flush();
    out.visitFieldInsn(opcode, owner, name, descriptor);
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    flush();
    out.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    flush();
    out.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
  }

  @Override
  public void visitJumpInsn(int opcode, Label label) {
    flush();
    out.visitJumpInsn(opcode, label);
  }

  @Override
  public void visitLdcInsn(Object value) {
    flush();
    out.visitLdcInsn(value);
  }

  @Override
  public void visitIincInsn(int slot, int increment) {
    flush();
    out.visitIincInsn(slot, increment);
  }

  @Override
  public void visitTableSwitchInsn(int min, int max, Label others, Label... labels) {
    flush();
    out.visitTableSwitchInsn(min, max, others, labels);
  }

  @Override
  public void visitLookupSwitchInsn(Label others, int[] keys, Label[] labels) {
    flush();
    out.visitLookupSwitchInsn(others, keys, labels);
  }

  @Override
  public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
    flush();
    out.visitMultiANewArrayInsn(descriptor, dimensions);
  }
}
