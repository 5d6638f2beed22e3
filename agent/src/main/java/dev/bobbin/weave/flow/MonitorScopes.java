package dev.bobbin.weave.flow;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * Which monitors are held where. Monitors nest (JVMS 2.11.10), so a stack of {@code monitorenter}s
 * is enough; a handler that covers its own {@code monitorexit}, as javac writes, sees the longest.
 */
final class MonitorScopes {

  private record Held(int entered, int depth, @Nullable Held outer) {}

  private static final Held NONE = new Held(-1, 0, null);

  private final ControlFlow flow;
  private final @Nullable Held[] before;

  private MonitorScopes(ControlFlow flow) {
    this.flow = flow;
    this.before = new Held[flow.size()];
  }

  static MonitorScopes of(ControlFlow flow) {
    MonitorScopes scopes = new MonitorScopes(flow);
    if (scopes.hasMonitors()) {
      scopes.solve();
    }
    return scopes;
  }

  private boolean hasMonitors() {
    for (int i = 0; i < flow.size(); i++) {
      if (flow.instruction(i).getOpcode() == Opcodes.MONITORENTER) {
        return true;
      }
    }
    return false;
  }

  /** The innermost {@code monitorenter} whose monitor is held before this instruction. */
  @Nullable AbstractInsnNode heldBefore(int instruction) {
    Held held = before[instruction];
    return held == null || held.depth() == 0 ? null : flow.instruction(held.entered());
  }

  private void solve() {
    ArrayDeque<Integer> work = new ArrayDeque<>();
    before[0] = NONE;
    work.add(0);
    while (!work.isEmpty()) {
      int index = work.remove();
      Held in = before[index];
      if (in == null) {
        continue;
      }
      Held out = transfer(index, in);
      int[] successors = flow.successors(index);
      int normal = successors.length - flow.handlers(index).length;
      for (int i = 0; i < successors.length; i++) {
        int next = successors[i];
        Held arriving = i < normal ? out : in;
        Held known = before[next];
        if (known == null || known.depth() < arriving.depth()) {
          before[next] = arriving;
          work.add(next);
        }
      }
    }
  }

  private Held transfer(int index, Held in) {
    return switch (flow.instruction(index).getOpcode()) {
      case Opcodes.MONITORENTER -> new Held(index, Math.min(in.depth() + 1, flow.size()), in);
      case Opcodes.MONITOREXIT -> in.outer() == null ? in : in.outer();
      default -> in;
    };
  }
}
