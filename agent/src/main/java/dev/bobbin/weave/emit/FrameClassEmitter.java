package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.AsyncMethod;
import dev.bobbin.weave.model.FrameField;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.SavedValue;
import dev.bobbin.weave.model.VerifierTypes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes the coroutine frame's class: typed fields, the way back into the body, and the small
 * methods that fill the fields.
 */
public final class FrameClassEmitter {

  /** The field of the object whose method suspended. */
  static final String SELF = "self";

  private static final String OBTAIN = "obtain";

  private final FramePlan plan;
  private final AsyncMethod method;
  private final ClassWriter out = new ClassWriter(ClassWriter.COMPUTE_MAXS);

  private FrameClassEmitter(FramePlan plan) {
    this.plan = plan;
    this.method = plan.method();
  }

  /**
   * @param weaver the weaver's version
   * @param mark tells whose frame it is
   */
  public static byte[] emit(FramePlan plan, String weaver, Attribute mark) {
    return new FrameClassEmitter(plan).emit(weaver, mark);
  }

  /** Makes the frame in this slot, if there is none yet, for a body that fills its fields. */
  static void obtain(MethodVisitor code, FramePlan plan, int frameSlot, int selfSlot) {
    if (plan.framedEntry()) {
      return;
    }
    code.visitVarInsn(Opcodes.ALOAD, frameSlot);
    if (plan.spillsSelf()) {
      code.visitVarInsn(Opcodes.ALOAD, selfSlot);
    }
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, plan.frameType(), OBTAIN, obtainDescriptor(plan), false);
    code.visitVarInsn(Opcodes.ASTORE, frameSlot);
  }

  /** The runtime's method that links a frame: it has to know what the body is going to return. */
  static String suspend(FramePlan plan) {
    return plan.returnsValues() ? RuntimeNames.SUSPEND_VALUED : RuntimeNames.SUSPEND;
  }

  private static String obtainDescriptor(FramePlan plan) {
    String frame = "L" + plan.frameType() + ";";
    String self = plan.method().isStatic() ? "" : "L" + plan.method().host().name() + ";";
    return "(" + frame + self + ")" + frame;
  }

  private byte[] emit(String weaver, Attribute mark) {
    out.visit(
        method.host().version(),
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
        plan.frameType(),
        null,
        RuntimeNames.FRAME,
        null);
    if (!method.host().sourceFile().isEmpty()) {
      out.visitSource(method.host().sourceFile(), null);
    }
    if (!method.isStatic()) {
      out.visitField(0, SELF, selfDescriptor(), null, null);
    }
    for (FrameField field : plan.fields()) {
      out.visitField(0, field.name(), field.descriptor(), null, null);
    }
    emitInitializer(weaver);
    emitConstructor();
    emitResume();
    emitClear();
    emitPlan();
    Set<String> spills = new HashSet<>();
    boolean obtains = false;
    for (Spill spill : Spill.of(plan)) {
      if (spills.add(spill.name())) {
        emitSpill(spill);
        obtains |= !spill.fitsIntoCall(plan);
      }
    }
    if (obtains && !plan.framedEntry()) {
      emitObtain();
    }
    out.visitAttribute(mark);
    out.visitEnd();
    return out.toByteArray();
  }

  private String selfDescriptor() {
    return "L" + method.host().name() + ";";
  }

  /** {@code static { Abi.check(1, "0.1.0", "com/acme/Orders"); }} */
  private void emitInitializer(String weaver) {
    MethodVisitor code = out.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    code.visitCode();
    code.visitIntInsn(Opcodes.SIPUSH, RuntimeNames.ABI);
    code.visitLdcInsn(weaver);
    code.visitLdcInsn(method.host().name());
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        RuntimeNames.ABI_CLASS,
        RuntimeNames.CHECK,
        RuntimeNames.CHECK_DESCRIPTOR,
        false);
    code.visitInsn(Opcodes.RETURN);
    end(code);
  }

  private void emitConstructor() {
    MethodVisitor code = out.visitMethod(0, "<init>", "()V", null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, RuntimeNames.FRAME, "<init>", "()V", false);
    code.visitInsn(Opcodes.RETURN);
    end(code);
  }

  /** {@code Object resume() { return self.body(0, null, ..., this); }} */
  private void emitResume() {
    MethodVisitor code =
        out.visitMethod(
            Opcodes.ACC_PROTECTED, RuntimeNames.RESUME, RuntimeNames.OBJECT_RESULT, null, null);
    code.visitCode();
    if (!method.isStatic()) {
      getField(code, SELF, selfDescriptor());
    }
    if (!plan.framedEntry()) {
      List<Object> parameters =
          VerifierTypes.parameters(method.isStatic(), method.host().name(), method.code().desc);
      for (Object type : parameters.subList(method.selfSlots(), parameters.size())) {
        if (type != Opcodes.TOP) {
          code.visitInsn(VerifierTypes.zeroOpcode(type));
        }
      }
    }
    code.visitVarInsn(Opcodes.ALOAD, 0);
    EntryEmitter.callBody(code, plan);
    code.visitInsn(Opcodes.ARETURN);
    end(code);
  }

  private void emitClear() {
    MethodVisitor code =
        out.visitMethod(Opcodes.ACC_PROTECTED, RuntimeNames.CLEAR, "()V", null, null);
    code.visitCode();
    if (!method.isStatic()) {
      putNull(code, 0, SELF, selfDescriptor());
    }
    for (FrameField field : plan.fields()) {
      if (field.isReference()) {
        putNull(code, 0, field.name(), field.descriptor());
      }
    }
    code.visitInsn(Opcodes.RETURN);
    end(code);
  }

  private void emitPlan() {
    MethodVisitor code =
        out.visitMethod(
            Opcodes.ACC_PROTECTED, RuntimeNames.PLAN, "()Ljava/lang/String;", null, null);
    code.visitCode();
    code.visitLdcInsn(PlanText.of(plan));
    code.visitInsn(Opcodes.ARETURN);
    end(code);
  }

  /** The frame given, or a new one of the given object. */
  private void emitObtain() {
    MethodVisitor code =
        out.visitMethod(Opcodes.ACC_STATIC, OBTAIN, obtainDescriptor(plan), null, null);
    Label make = new Label();
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitJumpInsn(Opcodes.IFNULL, make);
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitInsn(Opcodes.ARETURN);
    code.visitLabel(make);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitTypeInsn(Opcodes.NEW, plan.frameType());
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, plan.frameType(), "<init>", "()V", false);
    if (!method.isStatic()) {
      code.visitInsn(Opcodes.DUP);
      code.visitVarInsn(Opcodes.ALOAD, 1);
      code.visitFieldInsn(Opcodes.PUTFIELD, plan.frameType(), SELF, selfDescriptor());
    }
    code.visitInsn(Opcodes.ARETURN);
    end(code);
  }

  private void emitSpill(Spill spill) {
    if (!spill.fitsIntoCall(plan)) {
      return;
    }
    MethodVisitor code =
        out.visitMethod(Opcodes.ACC_STATIC, spill.name(), spill.descriptor(plan), null, null);
    code.visitCode();
    int slot = 0;
    int[] operandSlots = new int[spill.operands().size()];
    for (int i = 0; i < operandSlots.length; i++) {
      operandSlots[i] = slot;
      slot += size(spill.operands().get(i));
    }
    int stageSlot = slot++;
    int firstLocal = slot;
    for (SavedValue local : spill.locals()) {
      slot += size(local.type());
    }
    int frameSlot = slot;
    int labelSlot = frameSlot + (plan.spillsSelf() ? 2 : 1);

    if (!plan.framedEntry()) {
      makeIfNone(code, frameSlot);
    }
    int kept = 0;
    for (int i = 0; i < operandSlots.length; i++) {
      if (VerifierTypes.isStorable(spill.operands().get(i))) {
        put(code, frameSlot, spill.keptOperands().get(kept++), operandSlots[i]);
      }
    }
    int localSlot = firstLocal;
    for (SavedValue local : spill.locals()) {
      put(code, frameSlot, local, localSlot);
      localSlot += size(local.type());
    }
    for (FrameField field : spill.cleared()) {
      putNull(code, frameSlot, field.name(), field.descriptor());
    }
    code.visitVarInsn(Opcodes.ALOAD, frameSlot);
    code.visitVarInsn(Opcodes.ALOAD, stageSlot);
    code.visitVarInsn(Opcodes.ILOAD, labelSlot);
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL,
        RuntimeNames.FRAME,
        suspend(plan),
        RuntimeNames.SUSPEND_DESCRIPTOR,
        false);
    code.visitInsn(Opcodes.ARETURN);
    end(code);
  }

  /** Shorter than a call of {@link #obtain}, as long as it does not stand in the body. */
  private void makeIfNone(MethodVisitor code, int frameSlot) {
    Label made = new Label();
    code.visitVarInsn(Opcodes.ALOAD, frameSlot);
    code.visitJumpInsn(Opcodes.IFNONNULL, made);
    code.visitTypeInsn(Opcodes.NEW, plan.frameType());
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, plan.frameType(), "<init>", "()V", false);
    code.visitVarInsn(Opcodes.ASTORE, frameSlot);
    if (plan.spillsSelf()) {
      code.visitVarInsn(Opcodes.ALOAD, frameSlot);
      code.visitVarInsn(Opcodes.ALOAD, frameSlot + 1);
      code.visitFieldInsn(Opcodes.PUTFIELD, plan.frameType(), SELF, selfDescriptor());
    }
    code.visitLabel(made);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
  }

  private static int size(Object type) {
    return VerifierTypes.isWide(type) ? 2 : 1;
  }

  private void put(MethodVisitor code, int frameSlot, SavedValue value, int slot) {
    code.visitVarInsn(Opcodes.ALOAD, frameSlot);
    code.visitVarInsn(VerifierTypes.opcode(value.type(), Opcodes.ILOAD), slot);
    code.visitFieldInsn(
        Opcodes.PUTFIELD, plan.frameType(), value.field().name(), value.field().descriptor());
  }

  private void putNull(MethodVisitor code, int frameSlot, String field, String descriptor) {
    code.visitVarInsn(Opcodes.ALOAD, frameSlot);
    code.visitInsn(Opcodes.ACONST_NULL);
    code.visitFieldInsn(Opcodes.PUTFIELD, plan.frameType(), field, descriptor);
  }

  private void getField(MethodVisitor code, String field, String descriptor) {
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitFieldInsn(Opcodes.GETFIELD, plan.frameType(), field, descriptor);
  }

  private static void end(MethodVisitor code) {
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
