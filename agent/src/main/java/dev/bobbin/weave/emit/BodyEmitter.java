package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.AsyncMethod;
import dev.bobbin.weave.model.CodeSize;
import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.SuspensionPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.LocalVariableAnnotationNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Writes the body: the method's own code as a state machine, under the method's own name and in its
 * own class, so that private members, super calls and caller-sensitive calls stay right.
 */
public final class BodyEmitter {

  private final FramePlan plan;
  private final BodyWriter body;
  private final AskEmitter asks;
  private final DispatchEmitter dispatches;
  private final Map<AbstractInsnNode, SuspensionPoint> points = new HashMap<>();

  private BodyEmitter(FramePlan plan, boolean isLong) {
    this.plan = plan;
    AsyncMethod method = plan.method();
    boolean isStatic = method.isStatic() || plan.takesSelf();
    int access = (isStatic ? Opcodes.ACC_STATIC : 0) | Opcodes.ACC_SYNTHETIC | visibility(plan);
    this.body =
        new BodyWriter(
            new MethodNode(
                Opcodes.ASM9, access, method.code().name, plan.bodyDescriptor(), null, null),
            plan,
            isLong);
    this.asks = new AskEmitter(body);
    this.dispatches = new DispatchEmitter(body, asks);
    for (SuspensionPoint point : plan.points()) {
      points.put(point.call(), point);
    }
  }

  public static MethodNode emit(FramePlan plan) {
    MethodNode body = new BodyEmitter(plan, false).emit();
    if (!CodeSize.mayExceed(Short.MAX_VALUE, body) || CodeSize.of(body) <= Short.MAX_VALUE) {
      return body;
    }
    plan.method().code().instructions.resetLabels(); // they are the first attempt's now
    return new BodyEmitter(plan, true).emit();
  }

  /**
   * The frame's class calls the body and cannot be a nest mate, because the nest's host may be
   * loaded already. Members of an interface are public or private (JVMS 4.6). Without a frame only
   * the entry calls it, and its descriptor may be that of an overriding method's body.
   */
  private static int visibility(FramePlan plan) {
    if (!plan.hasFrame()) {
      return Opcodes.ACC_PRIVATE;
    }
    return plan.method().host().isInterface() ? Opcodes.ACC_PUBLIC : Opcodes.ACC_FINAL;
  }

  private MethodNode emit() {
    MethodNode code = plan.method().code();
    body.out.visitCode();
    for (TryCatchBlockNode block : code.tryCatchBlocks) {
      body.out.visitTryCatchBlock(
          block.start.getLabel(), block.end.getLabel(), block.handler.getLabel(), block.type);
    }
    dispatches.emitPrologue();
    boolean declared = false;
    for (AbstractInsnNode instruction : code.instructions) {
      if (instruction instanceof FrameNode) {
        declared = true;
      } else if (instruction.getOpcode() >= 0) {
        if (declared) {
          emitFrame(instruction);
        }
        declared = false;
        emitInstruction(instruction);
      } else {
        instruction.accept(body.out);
      }
    }
    dispatches.emitDispatches();
    asks.emitSuspensions();
    body.dropDuplicateFrames();
    emitVariables(code);
    emitTypeAnnotations(code.visibleLocalVariableAnnotations, true);
    emitTypeAnnotations(code.invisibleLocalVariableAnnotations, false);
    body.out.visitMaxs(0, 0);
    body.out.visitEnd();
    return body.out;
  }

  private void emitFrame(AbstractInsnNode instruction) {
    FlowState state = plan.states().get(instruction);
    if (state != null) {
      body.frame(state);
    }
  }

  private void emitInstruction(AbstractInsnNode instruction) {
    dispatches.emitHeaderCheck(instruction);
    SuspensionPoint point = points.get(instruction);
    if (point != null) {
      asks.emitAsk(point);
    } else if (instruction instanceof VarInsnNode access) {
      body.out.visitVarInsn(access.getOpcode(), body.slots.of(access.var));
    } else if (instruction instanceof IincInsnNode increment) {
      body.out.visitIincInsn(body.slots.of(increment.var), increment.incr);
    } else if (instruction.getOpcode() == Opcodes.NEW) {
      emitNew((TypeInsnNode) instruction);
    } else if (instruction.getOpcode() == Opcodes.RETURN) {
      body.out.visitInsn(Opcodes.ACONST_NULL);
      body.out.visitInsn(Opcodes.ARETURN);
    } else {
      instruction.accept(body.out);
    }
  }

  private void emitNew(TypeInsnNode site) {
    body.out.visitLabel(body.labelOf(site));
    if (dispatches.isStop(site)) {
      body.frame(Objects.requireNonNull(plan.states().get(site)));
    }
    site.accept(body.out);
    dispatches.emitNewCheck(site);
  }

  private void emitVariables(MethodNode code) {
    if (code.localVariables == null) {
      return;
    }
    for (LocalVariableNode variable : code.localVariables) {
      body.out.visitLocalVariable(
          variable.name,
          variable.desc,
          variable.signature,
          variable.start.getLabel(),
          variable.end.getLabel(),
          body.slots.of(variable.index));
    }
  }

  private void emitTypeAnnotations(
      @Nullable List<LocalVariableAnnotationNode> annotations, boolean visible) {
    if (annotations == null) {
      return;
    }
    for (LocalVariableAnnotationNode annotation : annotations) {
      int count = annotation.index.size();
      Label[] starts = new Label[count];
      Label[] ends = new Label[count];
      int[] slots = new int[count];
      for (int i = 0; i < count; i++) {
        starts[i] = annotation.start.get(i).getLabel();
        ends[i] = annotation.end.get(i).getLabel();
        slots[i] = body.slots.of(annotation.index.get(i));
      }
      annotation.accept(
          body.out.visitLocalVariableAnnotation(
              annotation.typeRef,
              annotation.typePath,
              starts,
              ends,
              slots,
              annotation.desc,
              visible));
    }
  }
}
