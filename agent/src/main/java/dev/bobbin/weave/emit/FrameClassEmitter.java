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
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes the coroutine frame's class: typed fields, the way back into the body, and the small
 * methods that fill the fields. Byte by byte, as there is nothing to analyse in them: ASM's writer
 * took a quarter of the weaver's time for these classes alone.
 */
public final class FrameClassEmitter {

  /** The field of the object whose method suspended. */
  static final String SELF = "self";

  private static final String OBTAIN = "obtain";

  private static final int MAGIC = 0xCAFEBABE;

  private final FramePlan plan;
  private final AsyncMethod method;
  private final FrameConstants constants;
  private final FrameCode code;
  private final FrameMembers members;
  private final int hostName;
  private final int hostClass;
  private int suspendCall;

  private FrameClassEmitter(FramePlan plan, String weaver) {
    this.plan = plan;
    this.method = plan.method();
    this.constants = FrameConstants.of(weaver);
    this.code = new FrameCode(constants);
    this.members = new FrameMembers(plan, constants);
    this.hostName = constants.utf8(method.host().name());
    this.hostClass = constants.type(hostName);
  }

  /**
   * @param weaver the weaver's version
   */
  public static byte[] emit(FramePlan plan, String weaver) {
    return new FrameClassEmitter(plan, weaver).emit();
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

  private byte[] emit() {
    emitInitializer();
    emitConstructor();
    emitResume();
    emitClear();
    emitPlan();
    emitSpills();

    Bytes end = new Bytes(64);
    writeAttributes(end);
    int size = constants.length() + members.length() + code.length() + end.length() + 22;
    Bytes out = new Bytes(size);
    out.u4(MAGIC).u4(method.host().version());
    constants.writeTo(out, plan.frameType());
    out.u2(Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC);
    out.u2(members.owner()).u2(FrameConstants.SUPERCLASS).u2(0); // no interfaces
    members.writeTo(out);
    code.writeTo(out);
    return out.add(end).toArray();
  }

  /** Where it was compiled, and the mark that {@code WovenMark} reads. */
  private void writeAttributes(Bytes out) {
    boolean hasSource = !method.host().sourceFile().isEmpty();
    out.u2(hasSource ? 2 : 1);
    if (hasSource) {
      out.u2(constants.utf8("SourceFile")).u4(2).u2(constants.utf8(method.host().sourceFile()));
    }
    out.u2(FrameConstants.MARK).u4(6);
    out.u2(FrameConstants.WEAVER).u2(RuntimeNames.ABI).u2(hostName);
  }

  private void end(String name, int maxStack, int maxLocals) {
    code.end(plan.frameType(), name, maxStack, maxLocals);
  }

  /** {@code static { Abi.check(1, "0.1.0", "com/acme/Orders"); }} */
  private void emitInitializer() {
    code.begin(Opcodes.ACC_STATIC, FrameConstants.CLINIT, FrameConstants.NO_RESULT);
    code.op(Opcodes.SIPUSH, RuntimeNames.ABI);
    code.ldc(FrameConstants.WEAVER_STRING).ldc(constants.string(hostName));
    code.op(Opcodes.INVOKESTATIC, FrameConstants.CHECK_CALL);
    code.op(Opcodes.RETURN);
    end("<clinit>", 3, 0);
  }

  private void emitConstructor() {
    code.begin(0, FrameConstants.INIT, FrameConstants.NO_RESULT);
    code.aload(0).op(Opcodes.INVOKESPECIAL, FrameConstants.SUPER_INIT).op(Opcodes.RETURN);
    end("<init>", 1, 1);
  }

  /** {@code Object resume() { return self.body(0, null, ..., this); }} */
  private void emitResume() {
    code.begin(Opcodes.ACC_PROTECTED, FrameConstants.RESUME, FrameConstants.OBJECT_RESULT);
    if (!method.isStatic()) {
      code.aload(0).op(Opcodes.GETFIELD, members.self());
    }
    int stack = method.selfSlots() + 1;
    if (!plan.framedEntry()) {
      List<Object> parameters =
          VerifierTypes.parameters(method.isStatic(), method.host().name(), method.code().desc);
      for (Object type : parameters.subList(method.selfSlots(), parameters.size())) {
        if (type != Opcodes.TOP) {
          code.op(VerifierTypes.zeroOpcode(type));
        }
        stack++;
      }
    }
    code.aload(0);
    code.op(EntryEmitter.bodyCall(plan), bodyMethod());
    code.op(Opcodes.ARETURN);
    end(RuntimeNames.RESUME, stack, 1);
  }

  private int bodyMethod() {
    boolean isInterface = method.host().isInterface();
    int kind = isInterface ? FrameConstants.INTERFACE_METHOD : FrameConstants.METHOD;
    int name = constants.utf8(method.bodyName());
    return constants.method(kind, hostClass, name, constants.utf8(plan.bodyDescriptor()));
  }

  private void emitClear() {
    code.begin(Opcodes.ACC_PROTECTED, FrameConstants.CLEAR, FrameConstants.NO_RESULT);
    int stack = 0;
    if (!method.isStatic()) {
      putNull(0, members.self());
      stack = 2;
    }
    for (FrameField field : plan.fields()) {
      if (field.isReference()) {
        putNull(0, members.of(field));
        stack = 2;
      }
    }
    code.op(Opcodes.RETURN);
    end(RuntimeNames.CLEAR, stack, 1);
  }

  private void emitPlan() {
    code.begin(Opcodes.ACC_PROTECTED, FrameConstants.PLAN, FrameConstants.STRING_RESULT);
    code.ldc(constants.string(constants.newUtf8(PlanText.of(plan)))).op(Opcodes.ARETURN);
    end(RuntimeNames.PLAN, 1, 1);
  }

  private void emitSpills() {
    Set<String> written = new HashSet<>();
    boolean obtains = false;
    for (Spill spill : Spill.of(plan)) {
      if (written.add(spill.name())) {
        if (spill.fitsIntoCall()) {
          emitSpill(spill);
        } else {
          obtains = true;
        }
      }
    }
    if (obtains && !plan.framedEntry()) {
      emitObtain();
    }
  }

  /** The frame given, or a new one of the given object. */
  private void emitObtain() {
    code.begin(Opcodes.ACC_STATIC, constants.utf8(OBTAIN), constants.utf8(obtainDescriptor(plan)));
    code.aload(0);
    code.jump(Opcodes.IFNULL);
    code.aload(0).op(Opcodes.ARETURN);
    code.land();
    emitNew();
    if (!method.isStatic()) {
      code.op(Opcodes.DUP).aload(1).op(Opcodes.PUTFIELD, members.self());
    }
    code.op(Opcodes.ARETURN);
    end(OBTAIN, 3, 1 + method.selfSlots());
  }

  private void emitNew() {
    code.op(Opcodes.NEW, members.owner()).op(Opcodes.DUP);
    code.op(Opcodes.INVOKESPECIAL, members.init());
  }

  private void emitSpill(Spill spill) {
    code.begin(
        Opcodes.ACC_STATIC, constants.utf8(spill.name()), constants.utf8(spill.descriptor()));
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
      makeIfNone(frameSlot);
    }
    int kept = 0;
    for (int i = 0; i < operandSlots.length; i++) {
      if (VerifierTypes.isStorable(spill.operands().get(i))) {
        put(frameSlot, spill.keptOperands().get(kept++), operandSlots[i]);
      }
    }
    int localSlot = firstLocal;
    for (SavedValue local : spill.locals()) {
      put(frameSlot, local, localSlot);
      localSlot += size(local.type());
    }
    for (FrameField field : spill.cleared()) {
      putNull(frameSlot, members.of(field));
    }
    code.aload(frameSlot).aload(stageSlot).load(Opcodes.INTEGER, labelSlot);
    if (suspendCall == 0) {
      suspendCall = constants.suspendCall(suspend(plan));
    }
    code.op(Opcodes.INVOKEVIRTUAL, suspendCall);
    code.op(Opcodes.ARETURN);
    end(spill.name(), 3, labelSlot + 1);
  }

  /** Shorter than a call of {@link #obtain}, as long as it does not stand in the body. */
  private void makeIfNone(int frameSlot) {
    code.aload(frameSlot);
    code.jump(Opcodes.IFNONNULL);
    emitNew();
    code.astore(frameSlot);
    if (plan.spillsSelf()) {
      code.aload(frameSlot).aload(frameSlot + 1).op(Opcodes.PUTFIELD, members.self());
    }
    code.land();
  }

  private static int size(Object type) {
    return VerifierTypes.isWide(type) ? 2 : 1;
  }

  private void put(int frameSlot, SavedValue value, int slot) {
    code.aload(frameSlot).load(value.type(), slot);
    code.op(Opcodes.PUTFIELD, members.of(value.field()));
  }

  private void putNull(int frameSlot, int field) {
    code.aload(frameSlot).op(Opcodes.ACONST_NULL).op(Opcodes.PUTFIELD, field);
  }
}
