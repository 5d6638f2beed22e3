package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.DirectCall;
import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.FrameField;
import dev.bobbin.weave.model.ReturnKind;
import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.SavedValue;
import dev.bobbin.weave.model.SuspensionPoint;
import dev.bobbin.weave.model.VerifierTypes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Writes what an {@code await} becomes: ask the stage, go on with its outcome, or suspend. A
 * resumption comes back to the same place and takes the outcome there, so that values and
 * exceptions go the same way, inside the try ranges that the await was written in.
 */
final class AskEmitter {

  private final BodyWriter body;
  private final Map<SuspensionPoint, DirectCall> direct;
  private final List<Spill> spills;
  private final Labels[] own; // by the suspension point's label
  private final @Nullable Labels[] copies;

  /** Those asks that are written, and those of them that are counted. */
  private final Set<Labels> asked = new HashSet<>();

  private final Set<Labels> counted = new HashSet<>();

  private record Labels(Label ask, Label refill, Label suspension, Label arrival) {

    static Labels of(Label suspension) {
      return new Labels(new Label(), new Label(), suspension, new Label());
    }

    /** Equal to itself only; what a record brings costs a starting JVM milliseconds. */
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /**
   * @param direct the suspension points where a body's result is on the stack instead of a stage,
   *     which to the verifier may be an object of any class
   */
  AskEmitter(BodyWriter body, Map<SuspensionPoint, DirectCall> direct) {
    this.body = body;
    this.direct = direct;
    this.spills = Spill.of(body.plan);
    this.own = new Labels[spills.size() + 1];
    this.copies = new Labels[spills.size() + 1];
    for (SuspensionPoint point : body.plan.points()) {
      Labels labels = Labels.of(new Label());
      own[point.label()] = labels;
      if (body.places.isCopied(point.call())) {
        Label suspension = sharesSuspension(point) ? labels.suspension() : new Label();
        copies[point.label()] = Labels.of(suspension);
      }
    }
  }

  /** The verifier tells an uninitialised object of the copy from one of the method's own code. */
  private static boolean sharesSuspension(SuspensionPoint point) {
    return !point.state().mentionsUninitialized();
  }

  private Labels labelsOf(SuspensionPoint point) {
    Labels copy = copies[point.label()];
    return copy != null && body.places.meansCopy(point.call()) ? copy : own[point.label()];
  }

  /** Where a resumption goes with the operand stack restored. */
  Label arrivalOf(SuspensionPoint point) {
    return labelsOf(point).arrival();
  }

  /**
   * In place of the call; operands..., stage are on the stack.
   *
   * @param isReached whether control comes from before the call; else from {@link #arrivalOf} only
   */
  void emitAsk(SuspensionPoint point, boolean isReached) {
    boolean isAsked = isReached && !isYield(point);
    if (isAsked) {
      emitQuestion(point);
    } else if (isReached) {
      asked.add(labelsOf(point));
      body.out.visitInsn(Opcodes.ACONST_NULL); // ..., stage, nothing: a yield is never done
      body.goFar(labelsOf(point).suspension());
    }
    boolean isResumed = body.places.isResumed(point.call());
    Label answered = new Label();
    if (isAsked && isResumed) {
      body.out.visitJumpInsn(Opcodes.GOTO, answered);
    }
    if (!isAsked || isResumed) {
      body.out.visitLabel(arrivalOf(point));
      body.frame(point.state());
      body.loadFrame();
      body.callFrame(
          body.plan.framedEntry() ? RuntimeNames.ARRIVED_IN_SCOPE : RuntimeNames.ARRIVED,
          RuntimeNames.OBJECT_RESULT); // ..., value
    }
    if (isAsked && isResumed) {
      body.out.visitLabel(answered);
      body.frame(point.state(), "java/lang/Object");
    }
  }

  private void emitQuestion(SuspensionPoint point) {
    Labels labels = labelsOf(point);
    asked.add(labels);
    emitCount(point);
    body.out.visitInsn(Opcodes.DUP); // ..., stage, stage
    poll(point); // ..., stage, value
    body.out.visitInsn(Opcodes.DUP);
    body.out.visitFieldInsn(
        Opcodes.GETSTATIC, RuntimeNames.FRAME, RuntimeNames.PENDING, "Ljava/lang/Object;");
    body.jumpFar(
        Opcodes.IF_ACMPEQ,
        labels.suspension(),
        point.state(),
        RuntimeNames.STAGE,
        "java/lang/Object");
    body.out.visitInsn(Opcodes.SWAP);
    body.out.visitInsn(Opcodes.POP); // ..., value
  }

  /** Only a method with a frame from the start can have opened scopes. */
  private void poll(SuspensionPoint point) {
    if (direct.containsKey(point)) {
      body.callStatic(RuntimeNames.POLL_RESULT, RuntimeNames.OBJECT_TO_OBJECT);
    } else if (body.plan.framedEntry()) {
      body.loadFrame();
      body.out.visitInsn(Opcodes.SWAP); // ..., stage, frame, stage
      body.callFrame(RuntimeNames.POLL_IN_SCOPE, RuntimeNames.POLL_DESCRIPTOR);
    } else {
      body.callStatic(RuntimeNames.POLL, RuntimeNames.POLL_DESCRIPTOR);
    }
  }

  private static boolean isYield(SuspensionPoint point) {
    return Adjacent.before(point.call()) instanceof MethodInsnNode call
        && RuntimeNames.isYieldNow(call);
  }

  private void emitCount(SuspensionPoint point) {
    if (point.hasDeclaredException()) {
      body.out.visitInsn(Opcodes.POP);
    }
    if (point.inLoop()) {
      Labels labels = labelsOf(point);
      counted.add(labels);
      body.out.visitIincInsn(body.slots.budget(), -1);
      body.out.visitVarInsn(Opcodes.ILOAD, body.slots.budget());
      body.jumpFar(Opcodes.IFLT, labels.refill(), point.state(), RuntimeNames.STAGE);
      body.out.visitLabel(labels.ask());
      body.frame(point.state(), RuntimeNames.STAGE);
    }
  }

  /** The code that is seldom run, behind the method's own and outside its try ranges. */
  void emitSuspensions() {
    for (SuspensionPoint point : body.plan.points()) {
      emitSuspension(point, true);
    }
  }

  /** The same for the asks in the copy, once that is what is written. */
  void emitCopiedSuspensions() {
    for (SuspensionPoint point : body.plan.points()) {
      if (body.places.isCopied(point.call())) {
        emitSuspension(point, !sharesSuspension(point));
      }
    }
  }

  private void emitSuspension(SuspensionPoint point, boolean isNew) {
    boolean isCounted = counted.contains(labelsOf(point));
    if (!asked.contains(labelsOf(point)) || !(isNew || isCounted)) {
      return;
    }
    body.line(point.line());
    if (isCounted) {
      emitRefill(point);
    }
    if (isNew) {
      emitSuspension(point, spills.get(point.label() - 1));
    } else {
      body.out.visitJumpInsn(Opcodes.GOTO, labelsOf(point).suspension());
    }
  }

  private void emitRefill(SuspensionPoint point) {
    body.out.visitLabel(labelsOf(point).refill());
    body.frame(point.state(), RuntimeNames.STAGE);
    if (direct.containsKey(point)) { // what may suspend here has to be a stage
      body.callStatic(ReturnKind.TASK.converter(), RuntimeNames.TO_TASK_DESCRIPTOR);
    }
    body.out.visitInsn(Opcodes.DUP); // ..., stage, stage
    body.callStatic(RuntimeNames.REFILL, RuntimeNames.REFILL_DESCRIPTOR);
    body.out.visitInsn(Opcodes.DUP);
    body.out.visitVarInsn(Opcodes.ISTORE, body.slots.budget()); // ..., stage, budget
    body.jumpFar(Opcodes.IFGE, labelsOf(point).ask(), point.state(), RuntimeNames.STAGE);
    body.out.visitInsn(Opcodes.ACONST_NULL); // ..., stage, nothing: goes on to the suspension
  }

  private void emitSuspension(SuspensionPoint point, Spill spill) {
    body.out.visitLabel(labelsOf(point).suspension());
    body.frame(point.state(), RuntimeNames.STAGE, "java/lang/Object");
    body.out.visitInsn(Opcodes.POP); // operands..., stage
    if (!spill.fitsIntoCall()) {
      emitLongSpill(point, spill);
      return;
    }
    if (spill.operands().size() < point.state().stack().size()) {
      dropUninitialized(point.state());
    }
    for (SavedValue value : spill.locals()) {
      // The point's own slots: a spill that is shared was planned for another one's.
      body.load(value.type(), body.slots.of(slotOf(point, value.field())));
    }
    body.loadFrame();
    if (body.plan.spillsSelf()) {
      body.out.visitVarInsn(Opcodes.ALOAD, 0);
    }
    body.pushInt(point.label());
    body.out.visitMethodInsn(
        Opcodes.INVOKESTATIC, body.plan.frameType(), spill.name(), spill.descriptor(), false);
    body.out.visitInsn(Opcodes.ARETURN);
  }

  private static int slotOf(SuspensionPoint point, FrameField field) {
    for (SavedValue value : point.saved()) {
      if (value.place() == SavedValue.Place.LOCAL && value.field().equals(field)) {
        return value.index();
      }
    }
    throw new IllegalStateException("spill of " + field + " shared with a point without it");
  }

  /** An uninitialised object may not be passed to any method; a resumption makes it again. */
  private void dropUninitialized(FlowState state) {
    Map<Integer, Object> temporaries = stackToTemporaries(state);
    for (Map.Entry<Integer, Object> temporary : temporaries.entrySet()) {
      body.load(temporary.getValue(), temporary.getKey());
    }
  }

  /** Takes operands..., stage off the stack; gives the slots of what can be kept, in order. */
  private Map<Integer, Object> stackToTemporaries(FlowState state) {
    List<Object> stack = state.stack();
    int[] slots = new int[stack.size() + 1];
    int next = body.slots.firstTemporary();
    for (int i = 0; i < stack.size(); i++) {
      slots[i] = next;
      next += VerifierTypes.isWide(stack.get(i)) ? 2 : 1;
    }
    slots[stack.size()] = next;
    body.store(RuntimeNames.STAGE, next);
    for (int i = stack.size() - 1; i >= 0; i--) {
      if (VerifierTypes.isUninitialized(stack.get(i))) {
        body.out.visitInsn(Opcodes.POP);
      } else {
        body.store(stack.get(i), slots[i]);
      }
    }
    Map<Integer, Object> kept = new LinkedHashMap<>();
    for (int i = 0; i < stack.size(); i++) {
      if (!VerifierTypes.isUninitialized(stack.get(i))) {
        kept.put(slots[i], stack.get(i));
      }
    }
    kept.put(next, RuntimeNames.STAGE);
    return kept;
  }

  /** More values than a call can pass (JVMS 4.3.3: 255 slots). */
  private void emitLongSpill(SuspensionPoint point, Spill spill) {
    Map<Integer, Object> temporaries = stackToTemporaries(point.state());
    FrameClassEmitter.obtain(body.out, body.plan, body.slots.frame(), 0);
    int stageSlot = 0;
    int position = 0;
    for (Map.Entry<Integer, Object> entry : temporaries.entrySet()) {
      stageSlot = entry.getKey();
      SavedValue value = operandAt(point, position++);
      if (value != null) {
        putField(value.field(), value.type(), entry.getKey());
      }
    }
    for (SavedValue value : spill.locals()) {
      putField(value.field(), value.type(), body.slots.of(slotOf(point, value.field())));
    }
    for (FrameField field : spill.cleared()) {
      body.loadFrame();
      body.out.visitInsn(Opcodes.ACONST_NULL);
      body.out.visitFieldInsn(
          Opcodes.PUTFIELD, body.plan.frameType(), field.name(), field.descriptor());
    }
    body.loadFrame();
    body.out.visitVarInsn(Opcodes.ALOAD, stageSlot);
    body.pushInt(point.label());
    body.callFrame(FrameClassEmitter.suspend(body.plan), RuntimeNames.SUSPEND_DESCRIPTOR);
    body.out.visitInsn(Opcodes.ARETURN);
  }

  /** The kept operand at a position among those that are not uninitialised; null for a null. */
  private static @Nullable SavedValue operandAt(SuspensionPoint point, int position) {
    List<Object> stack = point.state().stack();
    int seen = 0;
    for (int i = 0; i < stack.size(); i++) {
      if (!VerifierTypes.isUninitialized(stack.get(i)) && seen++ == position) {
        return SavedValue.find(point.saved(), SavedValue.Place.STACK, i);
      }
    }
    return null;
  }

  private void putField(FrameField field, Object type, int slot) {
    body.loadFrame();
    body.load(type, slot);
    body.out.visitFieldInsn(
        Opcodes.PUTFIELD, body.plan.frameType(), field.name(), field.descriptor());
  }
}
