package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.CodeSize;
import dev.bobbin.weave.model.DirectCall;
import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.SuspensionPoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LocalVariableAnnotationNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Writes the body: the method's own code as a state machine, as a rule under the method's own name,
 * and in its own class, so that private members, super calls and caller-sensitive calls stay right.
 */
public final class BodyEmitter {

  private final FramePlan plan;
  private final BodyWriter body;
  private final AskEmitter asks;
  private final DispatchEmitter dispatches;
  private final Map<AbstractInsnNode, SuspensionPoint> points = new HashMap<>();
  private final Map<AbstractInsnNode, FramePlan> directCallees = new HashMap<>();

  private BodyEmitter(
      MethodVisitor target,
      FramePlan plan,
      Map<SuspensionPoint, DirectCall> direct,
      boolean isLong) {
    this.plan = plan;
    this.body = new BodyWriter(target, plan, isLong);
    this.asks = new AskEmitter(body, direct);
    this.dispatches = new DispatchEmitter(body, asks);
    for (SuspensionPoint point : plan.points()) {
      points.put(point.call(), point);
    }
    for (DirectCall call : direct.values()) {
      directCallees.put(call.call(), call.callee());
    }
  }

  /**
   * Writes it into a class. The labels of the method's code must be new, or reset.
   *
   * @param direct the suspension points that await a body of the same class, which is called itself
   * @param into a class writer
   * @return how many bytes of code it has
   */
  public static int write(
      FramePlan plan, Map<SuspensionPoint, DirectCall> direct, ClassVisitor into) {
    if (plan.mayBeLong()) {
      MethodNode body = emit(plan, direct);
      body.accept(into);
      return CodeSize.of(body);
    }
    String name = plan.method().bodyName();
    MethodVisitor target = into.visitMethod(access(plan), name, plan.bodyDescriptor(), null, null);
    return new BodyEmitter(target, plan, direct, false).emit().getOffset();
  }

  /**
   * The same as a method to look at.
   *
   * @param direct as above
   */
  public static MethodNode emit(FramePlan plan, Map<SuspensionPoint, DirectCall> direct) {
    MethodNode body = shell(plan);
    new BodyEmitter(body, plan, direct, false).emit();
    if (!plan.mayBeLong() || CodeSize.of(body) <= Short.MAX_VALUE) {
      return body;
    }
    plan.method().code().instructions.resetLabels(); // they are the first attempt's now
    body = shell(plan);
    new BodyEmitter(body, plan, direct, true).emit();
    return body;
  }

  private static MethodNode shell(FramePlan plan) {
    String name = plan.method().bodyName();
    return new MethodNode(Opcodes.ASM9, access(plan), name, plan.bodyDescriptor(), null, null);
  }

  private static int access(FramePlan plan) {
    boolean isStatic = plan.method().isStatic() || plan.takesSelf();
    return (isStatic ? Opcodes.ACC_STATIC : 0) | Opcodes.ACC_SYNTHETIC | visibility(plan);
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

  /** Gives the end of the code. */
  private Label emit() {
    MethodNode code = plan.method().code();
    body.out.visitCode();
    emitTryRanges(code);
    dispatches.emitPrologue();
    emitOwnCode(code);
    asks.emitSuspensions();
    body.places.enterCopy();
    if (!plan.copied().isEmpty()) {
      emitCopy(code);
      asks.emitCopiedSuspensions();
    }
    dispatches.emitDispatches();
    Label end = new Label();
    body.out.visitLabel(end);
    emitVariables(code);
    emitTypeAnnotations(code.visibleLocalVariableAnnotations, true);
    emitTypeAnnotations(code.invisibleLocalVariableAnnotations, false);
    body.out.visitMaxs(0, 0);
    body.out.visitEnd();
    return end;
  }

  /** A copied range stands right behind its original, because the order of the table counts. */
  private void emitTryRanges(MethodNode code) {
    for (TryCatchBlockNode block : code.tryCatchBlocks) {
      body.out.visitTryCatchBlock(
          block.start.getLabel(), block.end.getLabel(), block.handler.getLabel(), block.type);
      if (body.places.holdsCopied(block.start, block.end)) {
        body.out.visitTryCatchBlock(
            body.places.copyOf(block.start),
            body.places.copyOf(block.end),
            body.places.copiedTarget(block.handler),
            block.type);
      }
    }
  }

  private void emitOwnCode(MethodNode code) {
    boolean declared = false;
    for (@Nullable AbstractInsnNode instruction = code.instructions.getFirst();
        instruction != null;
        instruction = instruction.getNext()) {
      if (instruction instanceof FrameNode) {
        declared = true;
      } else if (instruction.getOpcode() >= 0) {
        if (declared) {
          emitFrame(instruction);
        }
        declared = false;
        emitInstruction(instruction, true);
      } else {
        instruction.accept(body.out);
      }
    }
  }

  /**
   * What is left of the rounds of loops. All labels are written here too, so that ranges cover what
   * they covered; where the copy just goes on into what is not copied, it jumps there.
   */
  private void emitCopy(MethodNode code) {
    boolean declared = false;
    boolean falls = false;
    int line = 0;
    int writtenLine = 0;
    LabelNode last = null;
    for (@Nullable AbstractInsnNode instruction = code.instructions.getFirst();
        instruction != null;
        instruction = instruction.getNext()) {
      if (instruction instanceof LabelNode label) {
        body.out.visitLabel(body.places.copyOf(label));
        last = label;
      } else if (instruction instanceof LineNumberNode number) {
        line = number.line;
      } else if (instruction instanceof FrameNode) {
        declared = true;
      } else if (body.places.isCopied(instruction)) {
        boolean isReached = falls || declared;
        if (line != writtenLine) {
          beginCopiedLine(line, isReached ? null : pointAt(instruction));
          writtenLine = line;
        }
        if (declared) {
          emitFrame(instruction);
        }
        emitInstruction(instruction, isReached);
        falls = !endsFlow(instruction);
        declared = false;
      } else if (instruction.getOpcode() >= 0) {
        if (falls) {
          Label target = Objects.requireNonNull(last, "a place to go on at").getLabel();
          body.out.visitJumpInsn(Opcodes.GOTO, target);
        }
        falls = false;
        declared = false;
      }
    }
  }

  /**
   * Where a resumption arrives, the line has begun in an earlier round: it begins at an instruction
   * that control never reaches, so that a debugger does not stop there again.
   */
  private void beginCopiedLine(int line, @Nullable SuspensionPoint arrival) {
    Label start = new Label();
    body.out.visitLabel(start);
    body.out.visitLineNumber(line, start);
    if (arrival != null) {
      body.frame(arrival.state());
      body.out.visitInsn(Opcodes.NOP);
    }
  }

  private static boolean endsFlow(AbstractInsnNode instruction) {
    int opcode = instruction.getOpcode();
    return opcode == Opcodes.GOTO
        || opcode == Opcodes.ATHROW
        || (opcode >= Opcodes.TABLESWITCH && opcode <= Opcodes.RETURN);
  }

  private void emitFrame(AbstractInsnNode instruction) {
    FlowState state = plan.states().get(instruction);
    if (state != null) {
      body.frame(state);
    }
  }

  private void emitInstruction(AbstractInsnNode instruction, boolean isReached) {
    dispatches.emitHeaderCheck(instruction);
    if (instruction instanceof VarInsnNode access) {
      body.out.visitVarInsn(access.getOpcode(), body.slots.of(access.var));
    } else if (instruction instanceof MethodInsnNode call) {
      emitCall(call, isReached);
    } else if (instruction instanceof IincInsnNode increment) {
      body.out.visitIincInsn(body.slots.of(increment.var), increment.incr);
    } else if (instruction.getOpcode() == Opcodes.NEW) {
      emitNew((TypeInsnNode) instruction);
    } else if (plan.returnsValues() && instruction.getOpcode() == Opcodes.ARETURN) {
      emitReturn(instruction);
    } else if (instruction.getOpcode() == Opcodes.RETURN) {
      body.out.visitInsn(Opcodes.ACONST_NULL);
      body.out.visitInsn(Opcodes.ARETURN);
    } else if (body.places.meansCopy(instruction)) {
      emitCopied(instruction);
    } else {
      instruction.accept(body.out);
    }
  }

  /** Where it jumps, it stays in the copy as long as it can. */
  private void emitCopied(AbstractInsnNode instruction) {
    if (instruction instanceof JumpInsnNode jump) {
      body.out.visitJumpInsn(jump.getOpcode(), body.places.target(jump.label));
    } else if (instruction instanceof TableSwitchInsnNode table) {
      Label others = body.places.target(table.dflt);
      body.out.visitTableSwitchInsn(table.min, table.max, others, targets(table.labels));
    } else if (instruction instanceof LookupSwitchInsnNode lookup) {
      int[] keys = new int[lookup.keys.size()];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = lookup.keys.get(i);
      }
      Label others = body.places.target(lookup.dflt);
      body.out.visitLookupSwitchInsn(others, keys, targets(lookup.labels));
    } else {
      instruction.accept(body.out);
    }
  }

  private Label[] targets(List<LabelNode> cases) {
    Label[] targets = new Label[cases.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = body.places.target(cases.get(i));
    }
    return targets;
  }

  private @Nullable SuspensionPoint pointAt(@Nullable AbstractInsnNode instruction) {
    return instruction instanceof MethodInsnNode call && RuntimeNames.isAwait(call)
        ? points.get(call)
        : null;
  }

  private void emitCall(MethodInsnNode call, boolean isReached) {
    SuspensionPoint point = pointAt(call);
    if (point != null) {
      asks.emitAsk(point, isReached);
      return;
    }
    FramePlan callee = directCallees.isEmpty() ? null : directCallees.get(call);
    if (callee != null) {
      body.out.visitInsn(Opcodes.ACONST_NULL); // no frame yet
      EntryEmitter.callBody(body.out, callee);
    } else if (plan.returnsValues() && isReturnedTaskOf(call)) {
      body.callStatic(RuntimeNames.VALUE, RuntimeNames.OBJECT_TO_OBJECT);
    } else if (RuntimeNames.isYieldNow(call) && pointAt(Adjacent.behind(call)) != null) {
      body.callStatic(RuntimeNames.YIELDING, RuntimeNames.YIELDING_DESCRIPTOR);
    } else {
      call.accept(body.out);
    }
  }

  /** What is known to be a value or a task is returned as it is. */
  private void emitReturn(AbstractInsnNode instruction) {
    AbstractInsnNode before = Adjacent.before(instruction);
    if (before == null || !(RuntimeNames.isTaskOf(before) || RuntimeNames.isTaskDone(before))) {
      body.callStatic(RuntimeNames.RETURNED, RuntimeNames.OBJECT_TO_OBJECT);
    }
    body.out.visitInsn(Opcodes.ARETURN);
  }

  private static boolean isReturnedTaskOf(AbstractInsnNode instruction) {
    if (!RuntimeNames.isTaskOf(instruction)) {
      return false;
    }
    AbstractInsnNode next = Adjacent.behind(instruction);
    return next != null && next.getOpcode() == Opcodes.ARETURN;
  }

  private void emitNew(TypeInsnNode site) {
    body.out.visitLabel(body.places.of(site));
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
      emitVariable(variable, variable.start.getLabel(), variable.end.getLabel());
    }
    for (LocalVariableNode variable : code.localVariables) {
      if (body.places.holdsCopied(variable.start, variable.end)) {
        emitVariable(
            variable, body.places.copyOf(variable.start), body.places.copyOf(variable.end));
      }
    }
  }

  private void emitTypeAnnotations(
      @Nullable List<LocalVariableAnnotationNode> annotations, boolean visible) {
    if (annotations == null) {
      return;
    }
    for (LocalVariableAnnotationNode annotation : annotations) {
      List<Label> starts = new ArrayList<>();
      List<Label> ends = new ArrayList<>();
      List<Integer> slots = new ArrayList<>();
      for (int i = 0; i < annotation.index.size(); i++) {
        LabelNode start = annotation.start.get(i);
        LabelNode end = annotation.end.get(i);
        int slot = body.slots.of(annotation.index.get(i));
        starts.add(start.getLabel());
        ends.add(end.getLabel());
        slots.add(slot);
        if (body.places.holdsCopied(start, end)) {
          starts.add(body.places.copyOf(start));
          ends.add(body.places.copyOf(end));
          slots.add(slot);
        }
      }
      annotation.accept(
          body.out.visitLocalVariableAnnotation(
              annotation.typeRef,
              annotation.typePath,
              starts.toArray(Label[]::new),
              ends.toArray(Label[]::new),
              slots.stream().mapToInt(Integer::intValue).toArray(),
              annotation.desc,
              visible));
    }
  }

  private void emitVariable(LocalVariableNode variable, Label start, Label end) {
    body.out.visitLocalVariable(
        variable.name,
        variable.desc,
        variable.signature,
        start,
        end,
        body.slots.of(variable.index));
  }
}
