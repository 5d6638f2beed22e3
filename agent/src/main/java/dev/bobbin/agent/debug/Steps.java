package dev.bobbin.agent.debug;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The steps that the debugger has asked for, and the requests that are made in the JVM for their
 * sake: which event is the debugger's, which is a step's, and which nobody waits for any longer.
 */
final class Steps {

  /** What a step does about an event; the thread is suspended meanwhile. */
  interface Reaction {
    /** The event that the debugger is told; null if it goes on. */
    @Nullable Event to(Event event) throws TargetException;
  }

  private record Awaited(Step step, Reaction reaction) {}

  private final Target target;
  private final WovenCode code;

  /** By the id that the debugger knows. */
  private final Map<Integer, Step> steps = new HashMap<>();

  /** By the id in the JVM. */
  private final Map<Integer, Awaited> awaited = new HashMap<>();

  /** All that were ever made here: their events are never the debugger's. */
  private final Set<Integer> own = new HashSet<>();

  Steps(Target target, WovenCode code) {
    this.target = target;
    this.code = code;
  }

  /** Makes the request; gives the JVM's reply. */
  Packet set(StepRequest wish) throws TargetException {
    Step step = new Step(wish, target, code, this);
    PacketWriter out = new PacketWriter(target.sizes());
    List<Modifier> modifiers = step.firstModifiers();
    out.int8(Command.SINGLE_STEP).int8(wish.policy()).int32(modifiers.size());
    for (Modifier modifier : modifiers) {
      out.bytes(modifier.bytes());
    }
    Packet reply = target.call(Command.SET_REQUEST, out.data());
    if (reply.code() == 0) {
      int id = new PacketReader(reply.data(), target.sizes()).int32();
      steps.put(id, step);
      try {
        step.begin(id);
      } catch (TargetException e) {
        // Then it is the JVM's step alone.
      }
    }
    return reply;
  }

  /** Ends a step; false if it is none of these. */
  boolean clear(int id) {
    Step step = steps.remove(id);
    if (step != null) {
      step.clear();
    }
    return step != null;
  }

  /** All breakpoints of the JVM were cleared, which is not meant for those of steps. */
  void setBreakpointsAgain() {
    for (Step step : steps.values()) {
      try {
        step.setBreakpointsAgain();
      } catch (TargetException e) {
        step.clear();
      }
    }
  }

  /** What the debugger is told of it; null for nothing. */
  @Nullable Event tell(Event event) {
    Awaited waiting = awaited.get(event.request());
    if (waiting != null) {
      try {
        return waiting.reaction().to(event);
      } catch (TargetException e) {
        waiting.step().clear();
        return event.kind() == Command.SINGLE_STEP
            ? event.asStep(waiting.step().id()) // better here than nowhere
            : null;
      }
    }
    boolean late = own.contains(event.request()) || steps.containsKey(event.request());
    return late && event.request() != 0 ? null : event;
  }

  // === For a step ===

  int request(Step step, int kind, int policy, List<Modifier> modifiers, Reaction reaction)
      throws TargetException {
    int id = target.request(kind, policy, modifiers);
    own.add(id);
    await(step, id, reaction);
    return id;
  }

  void await(Step step, int id, Reaction reaction) {
    awaited.put(id, new Awaited(step, reaction));
  }

  void clear(int kind, int id) {
    awaited.remove(id);
    try {
      target.clear(kind, id);
    } catch (TargetException e) {
      // It was used up, or the JVM is gone.
    }
  }
}
