package dev.bobbin.weave.plan;

import dev.bobbin.weave.model.DirectCall;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.SuspensionPoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * Which awaits await a call of an async method of the same class, one that no other class can
 * override: {@code await(size(page))}. There the body is called itself. Nobody else sees what it
 * returns, so that a value needs no task around it.
 */
public final class DirectCalls {

  private final Map<String, FramePlan> bodies = new HashMap<>();
  private final boolean isFinal;

  private DirectCalls(boolean isFinal) {
    this.isFinal = isFinal;
  }

  /**
   * @param plans all async methods of one class
   * @param isFinal whether the class has no subclasses
   */
  public static DirectCalls among(List<FramePlan> plans, boolean isFinal) {
    DirectCalls calls = new DirectCalls(isFinal);
    for (FramePlan plan : plans) {
      boolean locks = (plan.method().code().access & Opcodes.ACC_SYNCHRONIZED) != 0; // its entry
      if (plan.returnsValues() && !locks) {
        calls.bodies.put(plan.method().code().name + plan.method().code().desc, plan);
      }
    }
    return calls;
  }

  /** The called methods, by the suspension point that awaits them. */
  public Map<SuspensionPoint, DirectCall> in(FramePlan caller) {
    Map<SuspensionPoint, DirectCall> found = new HashMap<>();
    if (bodies.isEmpty() || caller.framedEntry()) {
      return found; // a caller with scopes asks them at each await
    }
    Set<LabelNode> ends = endsOfTryRanges(caller);
    for (SuspensionPoint point : caller.points()) {
      AbstractInsnNode before = before(point.call(), ends);
      if (point.hasDeclaredException() && before instanceof LdcInsnNode) {
        before = before(before, ends);
      }
      if (before instanceof MethodInsnNode call
          && call.owner.equals(caller.method().host().name())) {
        FramePlan callee = bodies.get(call.name + call.desc);
        if (callee != null && isBound(call, callee)) {
          found.put(point, new DirectCall(call, callee));
        }
      }
    }
    return found;
  }

  private boolean isBound(MethodInsnNode call, FramePlan callee) {
    if (callee.method().isStatic() || call.getOpcode() == Opcodes.INVOKESTATIC) {
      return callee.method().isStatic() && call.getOpcode() == Opcodes.INVOKESTATIC;
    }
    int fixed = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;
    return call.getOpcode() == Opcodes.INVOKESPECIAL
        || isFinal
        || (callee.method().code().access & fixed) != 0;
  }

  /**
   * The instruction that is always run just before, inside the same try ranges. The call then may
   * throw where the await would have thrown.
   */
  private static @Nullable AbstractInsnNode before(AbstractInsnNode at, Set<LabelNode> ends) {
    AbstractInsnNode before = at.getPrevious();
    while (before != null && before.getOpcode() < 0) {
      if (before instanceof FrameNode || (before instanceof LabelNode && ends.contains(before))) {
        return null;
      }
      before = before.getPrevious();
    }
    return before;
  }

  private static Set<LabelNode> endsOfTryRanges(FramePlan plan) {
    Set<LabelNode> ends = new HashSet<>();
    for (TryCatchBlockNode block : plan.method().code().tryCatchBlocks) {
      ends.add(block.start);
      ends.add(block.end);
    }
    return ends;
  }
}
