package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.VerifierTypes;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.Opcodes;

/** The methods of a coroutine frame's class, one behind the other. */
final class FrameCode {

  private static final int MOST_CODE = 65_535; // JVMS 4.7.3
  private static final int LONGEST_SAME_FRAME = 63;
  private static final int SAME_FRAME_EXTENDED = 251;
  private static final int LDC_W = 19;
  private static final int WIDE = 196;

  /** From the method's first byte to its code: JVMS 4.6 and 4.7.3. */
  private static final int HEAD = 22;

  private final Bytes out = new Bytes(600);
  private final FrameConstants constants;
  private int methods;
  private int start;
  private int jump;
  private int jumpTarget;

  FrameCode(FrameConstants constants) {
    this.constants = constants;
  }

  int length() {
    return out.length();
  }

  /** With their number in front. */
  void writeTo(Bytes classFile) {
    classFile.u2(methods).add(out);
  }

  /**
   * @param name the constants' number of it, as of the descriptor
   */
  void begin(int access, int name, int descriptor) {
    methods++;
    start = out.length();
    jumpTarget = 0;
    out.u2(access).u2(name).u2(descriptor).u2(1).u2(FrameConstants.CODE);
    out.u4(0).u2(0).u2(0).u4(0); // filled in at the end
  }

  void end(String className, String name, int maxStack, int maxLocals) {
    int code = start + HEAD;
    int size = out.length() - code;
    if (size > MOST_CODE) {
      throw new MethodTooLargeException(className, name, "", size);
    }
    out.u2(0); // handlers
    if (jumpTarget == 0) {
      out.u2(0);
    } else {
      endWithFrame(jumpTarget - code);
    }
    out.setU4(start + 10, out.length() - start - 14);
    out.setU2(start + 14, maxStack);
    out.setU2(start + 16, maxLocals);
    out.setU4(start + 18, size);
  }

  /** The locals are there as they were when the method was called, and the stack is empty. */
  private void endWithFrame(int at) {
    boolean isShort = at <= LONGEST_SAME_FRAME;
    out.u2(1).u2(constants.utf8("StackMapTable")).u4(isShort ? 3 : 5).u2(1);
    if (isShort) {
      out.u1(at);
    } else {
      out.u1(SAME_FRAME_EXTENDED).u2(at);
    }
  }

  FrameCode op(int opcode) {
    out.u1(opcode);
    return this;
  }

  /** An instruction that names a constant by two bytes. */
  FrameCode op(int opcode, int constant) {
    out.u1(opcode).u2(constant);
    return this;
  }

  FrameCode ldc(int constant) {
    if (constant < 256) {
      out.u1(Opcodes.LDC).u1(constant);
    } else {
      out.u1(LDC_W).u2(constant);
    }
    return this;
  }

  FrameCode aload(int slot) {
    return access(Opcodes.ALOAD, 4, slot);
  }

  FrameCode astore(int slot) {
    if (slot < 4) {
      return op(75 + slot); // astore_0
    }
    return wide(Opcodes.ASTORE, slot);
  }

  FrameCode load(Object type, int slot) {
    int opcode = VerifierTypes.opcode(type, Opcodes.ILOAD);
    return access(opcode, opcode - Opcodes.ILOAD, slot);
  }

  /** The short forms, such as {@code iload_0}, are 26 and those behind it. */
  private FrameCode access(int opcode, int kind, int slot) {
    return slot < 4 ? op(26 + 4 * kind + slot) : wide(opcode, slot);
  }

  private FrameCode wide(int opcode, int slot) {
    if (slot < 256) {
      out.u1(opcode).u1(slot);
    } else {
      out.u1(WIDE).u1(opcode).u2(slot);
    }
    return this;
  }

  /** Jumps on, to the one place of the method that {@link #land} marks. */
  void jump(int opcode) {
    jump = out.length();
    out.u1(opcode).u2(0);
  }

  void land() {
    jumpTarget = out.length();
    out.setU2(jump + 1, jumpTarget - jump);
  }
}
