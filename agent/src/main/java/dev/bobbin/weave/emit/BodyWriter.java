package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.FrameField;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.VerifierTypes;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.TypeInsnNode;

/** Writes into the body: slots are moved, uninitialised types named, frames written in full. */
final class BodyWriter {

  /** ASM writes it, but has no public name for it. */
  private static final int GOTO_W = 200;

  final MethodVisitor out;
  final FramePlan plan;
  final Slots slots;
  final Places places;
  private final boolean isLong;
  private final Map<FlowState, List<Object>> locals = new IdentityHashMap<>();
  private Object[] latest; // what the last frame says of the locals

  /**
   * @param target what takes the method
   * @param isLong whether a jump from the method's code to what stands behind it may not fit into
   *     16 bits
   */
  BodyWriter(MethodVisitor target, FramePlan plan, boolean isLong) {
    this.plan = plan;
    this.isLong = isLong;
    this.latest = entered(plan);
    this.out = new CompactFrames(target, latest);
    this.slots = new Slots(plan);
    this.places = new Places(plan);
  }

  void frame(FlowState state, Object... pushed) {
    frame(named(localsAt(state)), state, pushed);
  }

  void frame(FlowState state, Map<Integer, Object> temporaries) {
    frame(named(temporaries.isEmpty() ? localsAt(state) : slots.layout(state, temporaries)), state);
  }

  private void frame(Object[] locals, FlowState state, Object... pushed) {
    List<Object> stack = state.stack();
    Object[] operands = new Object[stack.size() + pushed.length];
    for (int i = 0; i < operands.length; i++) {
      Object type = i < stack.size() ? stack.get(i) : pushed[i - stack.size()];
      operands[i] = type instanceof TypeInsnNode site ? places.of(site) : type;
    }
    latest = locals;
    out.visitFrame(Opcodes.F_NEW, locals.length, locals, operands.length, operands);
  }

  /** The ask, the refill and the suspension of an await have the same. */
  private List<Object> localsAt(FlowState state) {
    List<Object> known = locals.get(state);
    if (known == null) {
      known = slots.layout(state);
      locals.put(state, known);
    }
    return known;
  }

  private Object[] named(List<Object> types) {
    Object[] named = types.toArray();
    for (int i = 0; i < named.length; i++) {
      if (named[i] instanceof TypeInsnNode site) {
        named[i] = places.of(site);
      }
    }
    return named;
  }

  /**
   * A conditional jump between the method's code and what stands behind it. ASM could widen it
   * afterwards, but 9.11.1 fails on methods with many of them.
   *
   * @param state the types behind the jump, with what is pushed on top of them
   */
  void jumpFar(int opcode, Label target, FlowState state, Object... pushed) {
    if (!isLong) {
      out.visitJumpInsn(opcode, target);
      return;
    }
    Label on = new Label();
    out.visitJumpInsn(opposite(opcode), on);
    out.visitJumpInsn(GOTO_W, target);
    out.visitLabel(on);
    frame(state, pushed);
  }

  /** The same without a condition. */
  void goFar(Label target) {
    out.visitJumpInsn(isLong ? GOTO_W : Opcodes.GOTO, target);
  }

  private static int opposite(int opcode) {
    return switch (opcode) {
      case Opcodes.IFNE -> Opcodes.IFEQ;
      case Opcodes.IFLT -> Opcodes.IFGE;
      case Opcodes.IFGE -> Opcodes.IFLT;
      case Opcodes.IFNONNULL -> Opcodes.IFNULL;
      case Opcodes.IF_ACMPEQ -> Opcodes.IF_ACMPNE;
      default -> throw new IllegalArgumentException("jump " + opcode);
    };
  }

  /** See {@link #beginLine}. */
  void line(int line) {
    beginLine(out, line, latest);
  }

  /**
   * Gives the code that follows a line, for stack traces. Debuggers set breakpoints where a line
   * begins, and that is an instruction of its own that control never reaches: what belongs to no
   * code of the user's is no place to stop at.
   *
   * @param locals any types; those of the frame before take the least room
   */
  static void beginLine(MethodVisitor out, int line, Object[] locals) {
    if (line > 0) {
      Label begin = new Label();
      out.visitLabel(begin);
      out.visitLineNumber(line, begin);
      Object[] thrown = {"java/lang/Throwable"};
      out.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, thrown);
      out.visitInsn(Opcodes.ATHROW);
    }
  }

  void loadFrame() {
    out.visitVarInsn(Opcodes.ALOAD, slots.frame());
  }

  void load(Object type, int slot) {
    out.visitVarInsn(VerifierTypes.opcode(type, Opcodes.ILOAD), slot);
  }

  void store(Object type, int slot) {
    out.visitVarInsn(VerifierTypes.opcode(type, Opcodes.ISTORE), slot);
  }

  void zero(Object type) {
    out.visitInsn(VerifierTypes.zeroOpcode(type));
  }

  void pop(Object type) {
    out.visitInsn(VerifierTypes.isWide(type) ? Opcodes.POP2 : Opcodes.POP);
  }

  void setInt(int slot, int value) {
    pushInt(value);
    out.visitVarInsn(Opcodes.ISTORE, slot);
  }

  void pushInt(int value) {
    if (value <= 5) {
      out.visitInsn(Opcodes.ICONST_0 + value);
    } else if (value <= Byte.MAX_VALUE) {
      out.visitIntInsn(Opcodes.BIPUSH, value);
    } else {
      out.visitIntInsn(Opcodes.SIPUSH, value);
    }
  }

  void getField(FrameField field) {
    loadFrame();
    out.visitFieldInsn(Opcodes.GETFIELD, plan.frameType(), field.name(), field.descriptor());
  }

  /**
   * Calls a method that every coroutine frame has; the frame is pushed first. Named by the frame's
   * own class, so that the verifier need not load it to see that it is one: frame classes of
   * methods that never suspend are never loaded.
   */
  void callFrame(String name, String descriptor) {
    out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, plan.frameType(), name, descriptor, false);
  }

  void callStatic(String name, String descriptor) {
    out.visitMethodInsn(Opcodes.INVOKESTATIC, RuntimeNames.FRAME, name, descriptor, false);
  }

  private static Object[] entered(FramePlan plan) {
    boolean isStatic = plan.method().isStatic() || plan.takesSelf();
    List<Object> bySlot =
        VerifierTypes.parameters(isStatic, plan.method().host().name(), plan.bodyDescriptor());
    return EntryEmitter.packed(bySlot);
  }
}
