package dev.bobbin.weave;

import dev.bobbin.weave.flow.MethodFlow;
import dev.bobbin.weave.model.AsyncMethod;
import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.SourceLines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Writes the awaits out that stand in async code as {@code x.close()}, above all at the end of a
 * try-with-resources statement. Where nothing but a class hierarchy could tell whether x is an
 * AsyncCloseable, the woven code asks at run time:
 *
 * <pre>{@code
 * if (x instanceof AsyncCloseable) await(closing(x)); else x.close();
 * }</pre>
 */
final class CloseCalls {

  private final MethodNode code;
  private final Map<TypeInsnNode, LabelNode> newLabels = new HashMap<>();

  private CloseCalls(MethodNode code) {
    this.code = code;
  }

  /** A call, and what the method's flow tells of it; that is of the method as it was. */
  private record Close(MethodInsnNode call, FlowState before, boolean isKnown, boolean isLocked) {}

  /** The method with all its awaits written out. */
  static AsyncMethod expand(ClassNode owner, AsyncMethod method, List<Diagnostic> problems) {
    if (callsIn(method.code()).isEmpty()) {
      return method;
    }
    MethodNode code = copyOf(method.code());
    CloseCalls closes = new CloseCalls(code);
    for (Close close : reached(callsIn(code), owner, code)) {
      if (close.isLocked() && close.isKnown()) {
        problems.add(problem(owner, code, close.call()));
      } else if (close.isKnown()) {
        closes.replace(close.call());
      } else if (!close.isLocked()) {
        closes.ask(close.call(), close.before());
      } // else it is found out, and refused, at run time
    }
    return new AsyncMethod(
        method.host(),
        code,
        method.returns(),
        AsyncCalls.of(owner.name, code).awaits(),
        method.asksForItself(),
        method.frameClass(),
        method.bodyName());
  }

  private static MethodNode copyOf(MethodNode code) {
    String[] exceptions = code.exceptions.toArray(new String[0]);
    MethodNode copy =
        new MethodNode(Opcodes.ASM9, code.access, code.name, code.desc, code.signature, exceptions);
    code.accept(copy);
    return copy;
  }

  private static List<MethodInsnNode> callsIn(MethodNode code) {
    List<MethodInsnNode> calls = new ArrayList<>();
    for (AbstractInsnNode at = code.instructions.getFirst(); at != null; at = at.getNext()) {
      if (at instanceof MethodInsnNode call && RuntimeNames.mayCloseAsync(call)) {
        calls.add(call);
      }
    }
    return calls;
  }

  private static List<Close> reached(List<MethodInsnNode> calls, ClassNode owner, MethodNode code) {
    MethodFlow flow = MethodFlow.of(owner.name, code);
    boolean isSynchronized = (code.access & Opcodes.ACC_SYNCHRONIZED) != 0;
    List<Close> reached = new ArrayList<>();
    for (MethodInsnNode call : calls) {
      FlowState before = flow.stateBefore(call);
      if (before != null) {
        boolean isKnown = RuntimeNames.ASYNC_CLOSEABLES.contains(call.owner);
        boolean isLocked = isSynchronized || flow.monitorHeldBefore(call) != null;
        reached.add(new Close(call, before, isKnown, isLocked));
      }
    }
    return reached;
  }

  private static Diagnostic problem(ClassNode owner, MethodNode code, MethodInsnNode call) {
    String type = call.owner.substring(call.owner.lastIndexOf('/') + 1);
    return Diagnostics.of(
        owner,
        code,
        SourceLines.of(call),
        Slug.CLOSE_IN_SYNCHRONIZED,
        Slug.CLOSE_IN_SYNCHRONIZED.what(type));
  }

  private void replace(MethodInsnNode call) {
    code.instructions.insertBefore(call, await());
    code.instructions.remove(call);
  }

  private void ask(MethodInsnNode call, FlowState before) {
    LabelNode plain = new LabelNode();
    LabelNode end = new LabelNode();
    InsnList first = new InsnList();
    first.add(new InsnNode(Opcodes.DUP)); // ..., x, x
    first.add(new TypeInsnNode(Opcodes.INSTANCEOF, RuntimeNames.ASYNC_CLOSEABLE));
    first.add(new JumpInsnNode(Opcodes.IFEQ, plain));
    first.add(await());
    first.add(new JumpInsnNode(Opcodes.GOTO, end));
    first.add(plain);
    first.add(frame(before)); // ..., x
    code.instructions.insertBefore(call, first);
    InsnList last = new InsnList();
    last.add(end);
    last.add(frame(before.popped(1)));
    code.instructions.insert(call, last);
  }

  private static InsnList await() {
    InsnList await = new InsnList(); // ..., x
    await.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC,
            RuntimeNames.FRAME,
            RuntimeNames.CLOSING,
            RuntimeNames.CLOSING_DESCRIPTOR));
    await.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC,
            RuntimeNames.BOBBIN,
            RuntimeNames.AWAIT,
            RuntimeNames.AWAIT_DESCRIPTOR));
    await.add(new InsnNode(Opcodes.POP));
    return await;
  }

  private FrameNode frame(FlowState state) {
    List<Object> locals = new ArrayList<>();
    for (int slot = 0; slot < state.locals().size(); slot++) {
      Object type = named(state.local(slot));
      locals.add(type);
      if (type == Opcodes.LONG || type == Opcodes.DOUBLE) {
        slot++;
      }
    }
    Object[] operands = state.stack().toArray();
    for (int i = 0; i < operands.length; i++) {
      operands[i] = named(operands[i]);
    }
    return new FrameNode(Opcodes.F_NEW, locals.size(), locals.toArray(), operands.length, operands);
  }

  /** Frames name an uninitialised value by a label in front of its {@code new}. */
  private Object named(Object type) {
    if (!(type instanceof TypeInsnNode site)) {
      return type;
    }
    LabelNode label = newLabels.get(site);
    if (label == null) {
      label = labelBefore(site);
      newLabels.put(site, label);
    }
    return label;
  }

  private LabelNode labelBefore(TypeInsnNode site) {
    LabelNode label = new LabelNode();
    code.instructions.insertBefore(site, label);
    return label;
  }
}
