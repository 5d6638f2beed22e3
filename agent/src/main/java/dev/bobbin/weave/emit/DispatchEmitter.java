package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.Dispatch;
import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.LoopHeader;
import dev.bobbin.weave.model.NewSite;
import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.SavedValue;
import dev.bobbin.weave.model.SavedValue.Place;
import dev.bobbin.weave.model.SourceLines;
import dev.bobbin.weave.model.Stop;
import dev.bobbin.weave.model.SuspensionPoint;
import dev.bobbin.weave.model.VerifierTypes;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Writes the way of a resumption to its suspension point. Between two stops the locals hold zeros
 * of the types that the verifier wants to see there; only in front of the point itself are they
 * restored.
 */
final class DispatchEmitter {

  private final BodyWriter body;
  private final AskEmitter asks;
  private final FlowState entered;
  private final Label start = new Label();
  private final Map<AbstractInsnNode, LoopHeader> headers = new HashMap<>();
  private final Map<TypeInsnNode, NewSite> sites = new HashMap<>();
  private final Map<AbstractInsnNode, Label> dispatches = new HashMap<>(); // by Stop.at

  /** What a dispatch stands on: the types of the locals, and where uninitialised objects are. */
  private record Ground(FlowState locals, Map<TypeInsnNode, Integer> objects) {

    Map<Integer, Object> temporaries() {
      Map<Integer, Object> types = new LinkedHashMap<>();
      for (Map.Entry<TypeInsnNode, Integer> object : objects.entrySet()) {
        types.put(object.getValue(), object.getKey());
      }
      return types;
    }
  }

  DispatchEmitter(BodyWriter body, AskEmitter asks) {
    this.body = body;
    this.asks = asks;
    this.entered = entered(body.plan);
    collect(body.plan.dispatch());
  }

  private void collect(Dispatch dispatch) {
    for (Dispatch.Through through : dispatch.onward()) {
      if (through.stop() instanceof LoopHeader header) {
        headers.put(header.first(), header);
      } else if (through.stop() instanceof NewSite site) {
        sites.put(site.instruction(), site);
      }
      dispatches.putIfAbsent(through.stop().at(), new Label());
      collect(through.next());
    }
  }

  /** In front of the method's own code: a first call goes on, a resumption leaves for its point. */
  void emitPrologue() {
    if (!body.plan.hasFrame()) {
      return;
    }
    if (body.slots.hasResume()) {
      body.setInt(body.slots.resume(), 0);
    }
    if (body.slots.hasBudget()) {
      body.setInt(body.slots.budget(), 0);
    }
    body.loadFrame();
    if (body.plan.framedEntry()) {
      body.callFrame(RuntimeNames.LABEL, RuntimeNames.LABEL_DESCRIPTOR);
      body.jumpFar(Opcodes.IFNE, start, entered);
      for (SavedValue parameter : body.plan.parameters()) {
        body.getField(parameter.field());
        body.store(parameter.type(), body.slots.of(parameter.index()));
      }
    } else {
      body.jumpFar(Opcodes.IFNONNULL, start, entered);
    }
  }

  /** In front of an instruction of the method: is a resumption on its way into the loop? */
  void emitHeaderCheck(AbstractInsnNode first) {
    LoopHeader header = headers.isEmpty() ? null : headers.get(first);
    if (header != null && body.places.isResumed(first)) {
      emitCheck(header);
    }
  }

  boolean isStop(TypeInsnNode site) {
    return sites.containsKey(site) && body.places.isResumed(site);
  }

  /** Right behind a {@code new} that a resumption may pass. */
  void emitNewCheck(TypeInsnNode site) {
    NewSite stop = sites.get(site);
    if (stop != null && body.places.isResumed(site)) {
      emitCheck(stop, site);
    }
  }

  private void emitCheck(Stop stop, Object... pushed) {
    body.out.visitVarInsn(Opcodes.ILOAD, body.slots.resume());
    body.jumpFar(Opcodes.IFNE, dispatchAt(stop), stop.before(), pushed);
  }

  private Label dispatchAt(Stop stop) {
    return Objects.requireNonNull(dispatches.get(stop.at()));
  }

  /** Behind the method's own code. */
  void emitDispatches() {
    if (!body.plan.hasFrame()) {
      return;
    }
    body.line(SourceLines.firstOf(body.plan.method().code()));
    body.out.visitLabel(start);
    body.frame(entered);
    Label corrupt = new Label();
    emitRoot(body.plan.dispatch(), new Ground(entered, Map.of()), corrupt);
    body.out.visitLabel(corrupt);
    body.frame(entered);
    body.out.visitInsn(Opcodes.ACONST_NULL);
    body.out.visitInsn(Opcodes.ATHROW);
  }

  /** The locals before any instruction: a framed entry hands nothing over but the frame. */
  private static FlowState entered(FramePlan plan) {
    List<Object> parameters =
        VerifierTypes.parameters(
            plan.method().isStatic(), plan.method().host().name(), plan.method().code().desc);
    return new FlowState(
        plan.framedEntry() ? parameters.subList(0, plan.method().selfSlots()) : parameters,
        List.of());
  }

  private void emitRoot(Dispatch root, Ground ground, Label corrupt) {
    body.loadFrame();
    body.callFrame(RuntimeNames.LABEL, RuntimeNames.LABEL_DESCRIPTOR);
    if (body.slots.hasResume()) {
      body.out.visitInsn(Opcodes.DUP);
      body.out.visitVarInsn(Opcodes.ISTORE, body.slots.resume());
    }
    emitSwitch(root, ground, corrupt);
  }

  /**
   * With the label on top of the stack.
   *
   * @param others where other labels go; null if there are none, so that the last way takes them
   */
  private void emitSwitch(Dispatch dispatch, Ground ground, @Nullable Label others) {
    DispatchSwitch ways = new DispatchSwitch(dispatch);
    boolean onlyOne = others == null && ways.starts().size() == 1;
    if (onlyOne) {
      body.out.visitInsn(Opcodes.POP);
    } else {
      ways.emit(body.out, others == null ? ways.lastStart() : others);
    }
    Iterator<Label> starts = ways.starts().iterator();
    for (SuspensionPoint point : dispatch.points()) {
      emitStart(starts.next(), onlyOne, ground);
      emitRestore(point, ground);
    }
    for (Dispatch.Through through : dispatch.onward()) {
      emitStart(starts.next(), onlyOne, ground);
      emitApproach(through.stop(), ground);
    }
    for (Dispatch.Through through : dispatch.onward()) {
      emitArrival(through);
    }
  }

  private void emitStart(Label start, boolean reachedByFall, Ground ground) {
    if (!reachedByFall) {
      body.out.visitLabel(start);
      body.frame(ground.locals(), ground.temporaries());
    }
  }

  /** Makes the locals and the stack look as they do at a stop, and goes there. */
  private void emitApproach(Stop stop, Ground ground) {
    List<Object> locals = stop.before().locals();
    for (int slot = 0; slot < locals.size(); slot++) {
      Object wanted = locals.get(slot);
      if (wanted != Opcodes.TOP && !wanted.equals(ground.locals().local(slot))) {
        push(wanted, ground);
        body.store(wanted, body.slots.of(slot));
      }
    }
    for (Object type : stop.before().stack()) {
      push(type, ground);
    }
    body.out.visitJumpInsn(Opcodes.GOTO, labelOf(stop));
  }

  private Label labelOf(Stop stop) {
    return stop instanceof NewSite site
        ? body.places.of(site.instruction())
        : body.places.target(((LoopHeader) stop).label());
  }

  private void push(Object type, Ground ground) {
    Integer slot = type instanceof TypeInsnNode site ? ground.objects().get(site) : null;
    if (slot != null) {
      body.out.visitVarInsn(Opcodes.ALOAD, slot);
    } else {
      body.zero(type);
    }
  }

  /** At a stop, when its check found a resumption on its way. */
  private void emitArrival(Dispatch.Through through) {
    FlowState before = through.stop().before();
    body.out.visitLabel(dispatchAt(through.stop()));
    if (through.stop() instanceof NewSite site) {
      body.frame(before, site.instruction());
      FlowState cleared = before.popped(before.stack().size());
      Ground ground = new Ground(cleared, collectObjects(site));
      body.out.visitVarInsn(Opcodes.ILOAD, body.slots.resume());
      emitSwitch(through.next(), ground, null);
    } else {
      body.frame(before);
      body.out.visitVarInsn(Opcodes.ILOAD, body.slots.resume());
      emitSwitch(through.next(), new Ground(before, Map.of()), null);
    }
  }

  /** Clears the stack behind a {@code new} and keeps every uninitialised object in a temporary. */
  private Map<TypeInsnNode, Integer> collectObjects(NewSite site) {
    Map<TypeInsnNode, Integer> objects = new LinkedHashMap<>();
    int next = body.slots.firstTemporary();
    objects.put(site.instruction(), next);
    body.out.visitVarInsn(Opcodes.ASTORE, next++);
    List<Object> stack = site.before().stack();
    for (int i = stack.size() - 1; i >= 0; i--) {
      if (stack.get(i) instanceof TypeInsnNode earlier && !objects.containsKey(earlier)) {
        objects.put(earlier, next);
        body.out.visitVarInsn(Opcodes.ASTORE, next++);
      } else {
        body.pop(stack.get(i));
      }
    }
    List<Object> locals = site.before().locals();
    for (int slot = 0; slot < locals.size(); slot++) {
      if (locals.get(slot) instanceof TypeInsnNode earlier && !objects.containsKey(earlier)) {
        objects.put(earlier, next);
        body.out.visitVarInsn(Opcodes.ALOAD, body.slots.of(slot));
        body.out.visitVarInsn(Opcodes.ASTORE, next++);
      }
    }
    return objects;
  }

  private void emitRestore(SuspensionPoint point, Ground ground) {
    if (body.slots.hasResume()) {
      body.setInt(body.slots.resume(), 0);
    }
    FlowState state = point.state();
    for (int i = 0; i < state.stack().size(); i++) {
      SavedValue saved = SavedValue.find(point.saved(), Place.STACK, i);
      if (saved != null) {
        body.getField(saved.field());
      } else {
        push(state.stack().get(i), ground);
      }
    }
    for (int slot = 0; slot < state.locals().size(); slot++) {
      restoreLocal(point, slot, ground);
    }
    body.out.visitJumpInsn(Opcodes.GOTO, asks.arrivalOf(point));
  }

  /** A local that is typed but never read again still has to have its type: it gets a zero. */
  private void restoreLocal(SuspensionPoint point, int slot, Ground ground) {
    Object type = point.state().local(slot);
    SavedValue saved = SavedValue.find(point.saved(), Place.LOCAL, slot);
    if (saved != null) {
      body.getField(saved.field());
      body.store(type, body.slots.of(slot));
    } else if (type != Opcodes.TOP && !type.equals(ground.locals().local(slot))) {
      push(type, ground);
      body.store(type, body.slots.of(slot));
    }
  }
}
