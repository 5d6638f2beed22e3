package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.SuspensionPoint;
import dev.bobbin.weave.model.VerifierTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;

/**
 * The body's local slots. What comes before the coroutine frame keeps its place, then come the
 * weaver's own slots, then the method's other locals; temporaries are behind all.
 */
final class Slots {

  private final FramePlan plan;
  private final int first;
  private final int resume;
  private final int budget;
  private final int added;

  Slots(FramePlan plan) {
    this.plan = plan;
    this.first = plan.frameSlot();
    int next = first + 1;
    this.resume = plan.dispatch().hasStops() ? next++ : -1;
    this.budget = countsAwaits(plan) ? next++ : -1;
    this.added = next - first;
  }

  private static boolean countsAwaits(FramePlan plan) {
    for (SuspensionPoint point : plan.points()) {
      if (point.inLoop()) {
        return true;
      }
    }
    return false;
  }

  /** The slot in the body of a slot in the method as it was written. */
  int of(int original) {
    return original < first ? original : original + added;
  }

  int frame() {
    return first;
  }

  boolean hasResume() {
    return resume >= 0;
  }

  /** Holds the label of the suspension point that a resumption is on its way to, else 0. */
  int resume() {
    return resume;
  }

  boolean hasBudget() {
    return budget >= 0;
  }

  /** Counts the awaits of done stages that may still follow in a row. */
  int budget() {
    return budget;
  }

  int firstTemporary() {
    return plan.method().code().maxLocals + added;
  }

  /** The locals' types as a frame lists them: wide types once, nothing after the last known one. */
  List<Object> layout(FlowState state) {
    List<Object> packed = new ArrayList<>(state.locals().size() + 4);
    pack(state, 0, first, packed);
    packed.add(plan.frameType());
    if (hasResume()) {
      packed.add(Opcodes.INTEGER);
    }
    if (hasBudget()) {
      packed.add(Opcodes.INTEGER);
    }
    pack(state, first, state.locals().size(), packed);
    return withoutUnknown(packed);
  }

  private static void pack(FlowState state, int from, int to, List<Object> packed) {
    for (int slot = from; slot < to; slot++) {
      Object type = state.local(slot);
      packed.add(type);
      if (VerifierTypes.isWide(type)) {
        slot++;
      }
    }
  }

  /** The same with values in slots behind those. */
  List<Object> layout(FlowState state, Map<Integer, Object> temporaries) {
    List<Object> bySlot = new ArrayList<>();
    int highest = Math.max(state.locals().size(), first);
    for (int slot = 0; slot < highest; slot++) {
      put(bySlot, of(slot), state.local(slot));
    }
    put(bySlot, first, plan.frameType());
    if (hasResume()) {
      put(bySlot, resume, Opcodes.INTEGER);
    }
    if (hasBudget()) {
      put(bySlot, budget, Opcodes.INTEGER);
    }
    for (Map.Entry<Integer, Object> temporary : temporaries.entrySet()) {
      put(bySlot, temporary.getKey(), temporary.getValue());
    }
    List<Object> packed = new ArrayList<>();
    for (int slot = 0; slot < bySlot.size(); slot++) {
      packed.add(bySlot.get(slot));
      if (VerifierTypes.isWide(bySlot.get(slot))) {
        slot++;
      }
    }
    return withoutUnknown(packed);
  }

  private static List<Object> withoutUnknown(List<Object> packed) {
    while (!packed.isEmpty() && packed.get(packed.size() - 1) == Opcodes.TOP) {
      packed.remove(packed.size() - 1);
    }
    return packed;
  }

  private static void put(List<Object> bySlot, int slot, Object type) {
    while (bySlot.size() <= slot) {
      bySlot.add(Opcodes.TOP);
    }
    bySlot.set(slot, type);
  }
}
