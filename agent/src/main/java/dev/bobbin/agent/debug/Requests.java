package dev.bobbin.agent.debug;

import java.util.ArrayList;
import java.util.List;

/** The requests that a step has in the JVM at the moment. */
final class Requests {

  private record Made(
      int kind, int id, int policy, List<Modifier> modifiers, Steps.Reaction reaction) {}

  private final Step step;
  private final Steps steps;
  private final IdSizes sizes;
  private List<Made> made = new ArrayList<>();

  Requests(Step step, Steps steps, IdSizes sizes) {
    this.step = step;
    this.steps = steps;
    this.sizes = sizes;
  }

  /** The debugger's own, which the JVM has already. */
  void adopt(int id, int policy, Steps.Reaction reaction) {
    made.add(new Made(Command.SINGLE_STEP, id, policy, List.of(), reaction));
    steps.await(step, id, reaction);
  }

  void make(int kind, int policy, List<Modifier> modifiers, Steps.Reaction reaction)
      throws TargetException {
    int id = steps.request(step, kind, policy, modifiers, reaction);
    made.add(new Made(kind, id, policy, modifiers, reaction));
  }

  /** A breakpoint that the debugger does not hear of. */
  void breakAt(Location at, Modifier which, Steps.Reaction reaction) throws TargetException {
    List<Modifier> modifiers = List.of(which, Modifier.at(at, sizes));
    make(Command.BREAKPOINT, Command.SUSPEND_THREAD, modifiers, reaction);
  }

  void clear() {
    List<Made> all = made;
    made = new ArrayList<>();
    for (Made one : all) {
      steps.clear(one.kind(), one.id());
    }
  }

  /** Leaves the JVM's step as it is. */
  void clearAllButStep() {
    for (Made one : List.copyOf(made)) {
      if (one.kind() != Command.SINGLE_STEP) {
        made.remove(one);
        steps.clear(one.kind(), one.id());
      }
    }
  }

  /** For breakpoints that somebody else has cleared. */
  void setBreakpointsAgain() throws TargetException {
    for (Made one : List.copyOf(made)) {
      if (one.kind() == Command.BREAKPOINT) {
        made.remove(one);
        steps.clear(one.kind(), one.id());
        make(one.kind(), one.policy(), one.modifiers(), one.reaction());
      }
    }
  }
}
