package dev.bobbin.weave;

import dev.bobbin.weave.model.RuntimeNames;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What in a method's code matters to async code, from one walk through it. */
final class AsyncCalls {

  private final MethodNode method;
  private final List<MethodInsnNode> awaits = new ArrayList<>();
  private final List<AbstractInsnNode> references = new ArrayList<>();
  private final List<String> lambdaBodies = new ArrayList<>();
  private boolean asksForTask;

  private AsyncCalls(MethodNode method) {
    this.method = method;
  }

  static AsyncCalls of(String owner, MethodNode method) {
    AsyncCalls calls = new AsyncCalls(method);
    for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
      if (at instanceof MethodInsnNode call) {
        calls.look(call);
      } else if (at instanceof InvokeDynamicInsnNode call) {
        calls.look(call, owner);
      } else if (at instanceof LdcInsnNode constant && isAwait(constant.cst)) {
        calls.references.add(at);
      }
    }
    return calls;
  }

  private void look(MethodInsnNode call) {
    if (RuntimeNames.isAwait(call)) {
      awaits.add(call);
    } else {
      asksForTask |= RuntimeNames.asksForTask(call);
    }
  }

  private void look(InvokeDynamicInsnNode call, String owner) {
    for (Object argument : call.bsmArgs) {
      if (isAwait(argument)) {
        references.add(call);
      }
    }
    if (call.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")
        && call.bsmArgs.length > 1
        && call.bsmArgs[1] instanceof Handle body
        && body.getOwner().equals(owner)) {
      lambdaBodies.add(body.getName() + body.getDesc());
    }
  }

  private static boolean isAwait(Object constant) {
    return constant instanceof Handle handle
        && handle.getOwner().equals(RuntimeNames.BOBBIN)
        && RuntimeNames.isAwait(handle.getName(), handle.getDesc());
  }

  MethodNode method() {
    return method;
  }

  List<MethodInsnNode> awaits() {
    return awaits;
  }

  boolean hasAwaits() {
    return !awaits.isEmpty();
  }

  /** Method references to {@code await}, lambdas that are nothing else, and its method handles. */
  List<AbstractInsnNode> references() {
    return references;
  }

  /** The methods of the own class, name and descriptor, that lambdas here are made of. */
  List<String> lambdaBodies() {
    return lambdaBodies;
  }

  /** Whether it asks which task is running. */
  boolean asksForTask() {
    return asksForTask;
  }
}
