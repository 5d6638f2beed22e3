package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.AsyncMethod;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.ReturnKind;
import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.SavedValue;
import dev.bobbin.weave.model.SourceLines;
import dev.bobbin.weave.model.VerifierTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Writes the entry: the method as its callers know it, with its annotations and parameter names. It
 * runs the body up to the first suspension and turns whatever comes of it into the returned task;
 * exceptions too, so that the call itself never throws.
 */
public final class EntryEmitter {

  private final FramePlan plan;
  private final AsyncMethod method;
  private final List<Object> parameters;
  private final MethodVisitor out;

  private EntryEmitter(FramePlan plan, ClassVisitor into) {
    this.plan = plan;
    this.method = plan.method();
    this.parameters =
        VerifierTypes.parameters(method.isStatic(), method.host().name(), method.code().desc);
    this.out = new CompactFrames(declare(method.code(), into), packed(parameters));
  }

  /** Writes it into a class. */
  public static void write(FramePlan plan, ClassVisitor into) {
    EntryEmitter emitter = new EntryEmitter(plan, into);
    Label start = new Label();
    Label end = new Label();
    emitter.out.visitCode();
    emitter.out.visitLabel(start);
    if (plan.framedEntry()) {
      emitter.emitFramed();
    } else {
      emitter.emitPlain();
    }
    emitter.out.visitLabel(end);
    emitter.emitParameterNames(start, end);
    emitter.out.visitMaxs(0, 0);
    emitter.out.visitEnd();
  }

  /**
   * What follows belongs to the method's first line; the call of the body, before it, to none, by
   * which stack traces tell the entry from the body. A breakpoint at that line is to stop in the
   * body, and not here as well.
   */
  private void emitLine() {
    int line = SourceLines.firstOf(plan.method().code());
    if (line > 0) {
      Label on = new Label();
      out.visitJumpInsn(Opcodes.GOTO, on);
      Object[] locals = packed(parameters);
      BodyWriter.beginLine(out, line, locals);
      out.visitLabel(on);
      Object[] result = {"java/lang/Object"};
      out.visitFrame(Opcodes.F_NEW, locals.length, locals, result.length, result);
    }
  }

  /** The method without code: a copy of all that reflection and compilers see of it. */
  private static MethodVisitor declare(MethodNode code, ClassVisitor into) {
    String[] exceptions = code.exceptions.toArray(new String[0]);
    MethodVisitor method =
        into.visitMethod(code.access, code.name, code.desc, code.signature, exceptions);
    MethodNode shell =
        new MethodNode(Opcodes.ASM9, code.access, code.name, code.desc, null, exceptions);
    shell.parameters = code.parameters;
    shell.visibleAnnotations = code.visibleAnnotations;
    shell.invisibleAnnotations = code.invisibleAnnotations;
    shell.visibleTypeAnnotations = code.visibleTypeAnnotations;
    shell.invisibleTypeAnnotations = code.invisibleTypeAnnotations;
    shell.visibleAnnotableParameterCount = code.visibleAnnotableParameterCount;
    shell.visibleParameterAnnotations = code.visibleParameterAnnotations;
    shell.invisibleAnnotableParameterCount = code.invisibleAnnotableParameterCount;
    shell.invisibleParameterAnnotations = code.invisibleParameterAnnotations;
    shell.attrs = code.attrs;
    shell.accept(new Declaration(method));
    return method;
  }

  /** Lets all pass but the end, as code is still to come. */
  private static final class Declaration extends MethodVisitor {
    Declaration(MethodVisitor target) {
      super(Opcodes.ASM9, target);
    }

    @Override
    public void visitEnd() {}
  }

  private void emitPlain() {
    Label from = new Label();
    Label to = new Label();
    Label handler = new Label();
    out.visitTryCatchBlock(from, to, handler, "java/lang/Throwable");
    out.visitLabel(from);
    for (int slot = 0; slot < parameters.size(); slot++) {
      if (parameters.get(slot) != Opcodes.TOP) {
        out.visitVarInsn(VerifierTypes.opcode(parameters.get(slot), Opcodes.ILOAD), slot);
      }
    }
    out.visitInsn(Opcodes.ACONST_NULL); // no frame yet
    callBody(out, plan);
    emitLine();
    convert();
    out.visitLabel(to);
    returnIt();
    out.visitLabel(handler);
    Object[] locals = packed(parameters);
    Object[] thrown = {"java/lang/Throwable"};
    out.visitFrame(Opcodes.F_NEW, locals.length, locals, thrown.length, thrown);
    ReturnKind returns = method.returns();
    out.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        RuntimeNames.FRAME,
        returns.failure(),
        "(Ljava/lang/Throwable;)" + returns.failureDescriptor(),
        false);
    returnIt();
  }

  /** Wide types once, as frames have them. */
  static Object[] packed(List<Object> parameters) {
    List<Object> packed = new ArrayList<>();
    for (Object type : parameters) {
      if (type != Opcodes.TOP) {
        packed.add(type);
      }
    }
    return packed.toArray();
  }

  private void emitFramed() {
    int frame = method.parameterSlots();
    out.visitTypeInsn(Opcodes.NEW, plan.frameType());
    out.visitInsn(Opcodes.DUP);
    out.visitMethodInsn(Opcodes.INVOKESPECIAL, plan.frameType(), "<init>", "()V", false);
    out.visitVarInsn(Opcodes.ASTORE, frame);
    if (!method.isStatic()) {
      put(frame, FrameClassEmitter.SELF, "L" + method.host().name() + ";", Opcodes.ALOAD, 0);
    }
    for (SavedValue parameter : plan.parameters()) {
      put(
          frame,
          parameter.field().name(),
          parameter.field().descriptor(),
          VerifierTypes.opcode(parameter.type(), Opcodes.ILOAD),
          parameter.index());
    }
    out.visitVarInsn(Opcodes.ALOAD, frame);
    out.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL,
        plan.frameType(),
        RuntimeNames.START,
        RuntimeNames.OBJECT_RESULT,
        false);
    emitLine();
    convert();
    returnIt();
  }

  private void put(int frame, String field, String descriptor, int load, int slot) {
    out.visitVarInsn(Opcodes.ALOAD, frame);
    out.visitVarInsn(load, slot);
    out.visitFieldInsn(Opcodes.PUTFIELD, plan.frameType(), field, descriptor);
  }

  private void convert() {
    ReturnKind returns = method.returns();
    out.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        RuntimeNames.FRAME,
        returns.converter(),
        "(Ljava/lang/Object;)" + returns.descriptor(),
        false);
  }

  private void returnIt() {
    out.visitInsn(method.returns() == ReturnKind.VOID ? Opcodes.RETURN : Opcodes.ARETURN);
  }

  private void emitParameterNames(Label start, Label end) {
    if (method.code().localVariables == null) {
      return;
    }
    Map<Integer, LocalVariableNode> names = new TreeMap<>();
    for (LocalVariableNode variable : method.code().localVariables) {
      if (variable.index < method.parameterSlots()) {
        names.putIfAbsent(variable.index, variable);
      }
    }
    for (LocalVariableNode variable : names.values()) {
      out.visitLocalVariable(
          variable.name, variable.desc, variable.signature, start, end, variable.index);
    }
  }

  /** Calls the body with this, parameters and frame on the stack. */
  static void callBody(MethodVisitor out, FramePlan plan) {
    AsyncMethod method = plan.method();
    out.visitMethodInsn(
        bodyCall(plan),
        method.host().name(),
        method.bodyName(),
        plan.bodyDescriptor(),
        method.host().isInterface());
  }

  /** The instruction that does. */
  static int bodyCall(FramePlan plan) {
    if (plan.method().isStatic() || plan.takesSelf()) {
      return Opcodes.INVOKESTATIC;
    }
    return plan.hasFrame() ? Opcodes.INVOKEVIRTUAL : Opcodes.INVOKESPECIAL; // it is private
  }
}
