package dev.bobbin.weave.flow;

import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.RuntimeNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.AnalyzerAdapter;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * The verifier's types, got as the verifier gets them (JVMS 4.10.1): from the stack map frames that
 * the compiler declared, straight on from one to the next. Nothing is merged, so no class hierarchy
 * is asked and no type is guessed.
 */
final class TypeFlow {

  private final AnalyzerAdapter adapter;
  private final Map<Label, TypeInsnNode> newSites;
  private final Map<AbstractInsnNode, FlowState> states = new HashMap<>();

  private TypeFlow(String owner, MethodNode method, boolean namesNews) {
    this.adapter = new AnalyzerAdapter(owner, method.access, method.name, method.desc, null);
    this.newSites = namesNews ? newSites(method) : new HashMap<>();
  }

  /**
   * The state before each await, each close that may be one, each instruction that has a declared
   * frame, and each {@code new} whose object may be uninitialised at one of them; none for what
   * control cannot reach.
   */
  static Map<AbstractInsnNode, FlowState> of(String owner, MethodNode method) {
    boolean namesNews = namesNews(method);
    TypeFlow flow = new TypeFlow(owner, method, namesNews);
    flow.walk(method, namesNews);
    return flow.states;
  }

  /**
   * @param all whether to walk through all instructions, and not only through those between a frame
   *     and an await
   */
  private void walk(MethodNode method, boolean all) {
    boolean declared = false;
    AbstractInsnNode seen = method.instructions.getFirst(); // the adapter saw all before it
    for (AbstractInsnNode at = seen; at != null; at = at.getNext()) {
      if (at instanceof FrameNode) {
        if (all) {
          feed(seen, at, true);
        }
        at.accept(adapter);
        seen = at.getNext();
        declared = true;
      } else if (at.getOpcode() >= 0) {
        if (declared || mayAwait(at)) {
          feed(seen, at, all);
          seen = at;
          take(at);
        }
        declared = false;
      }
    }
  }

  private void feed(AbstractInsnNode from, AbstractInsnNode to, boolean all) {
    for (AbstractInsnNode at = from; at != to; at = at.getNext()) {
      if (isNew(at)) {
        take(at);
        at.accept(adapter);
        if (adapter.stack != null) {
          Label made = (Label) adapter.stack.get(adapter.stack.size() - 1);
          newSites.put(made, (TypeInsnNode) at);
        }
      } else if (all || at.getOpcode() >= 0) {
        at.accept(adapter);
      }
    }
  }

  private void take(AbstractInsnNode at) {
    if (adapter.locals != null) {
      states.put(at, snapshot());
    }
  }

  /** Whether a frame names an uninitialised object, so that each {@code new} has to be known. */
  private static boolean namesNews(MethodNode method) {
    for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
      if (at instanceof FrameNode frame && (namesNews(frame.local) || namesNews(frame.stack))) {
        return true;
      }
    }
    return false;
  }

  private static boolean namesNews(@Nullable List<Object> types) {
    if (types != null) {
      for (Object type : types) {
        if (type instanceof LabelNode) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean mayAwait(AbstractInsnNode instruction) {
    return instruction instanceof MethodInsnNode call
        && (RuntimeNames.isAwait(call) || RuntimeNames.mayCloseAsync(call));
  }

  private static boolean isNew(AbstractInsnNode instruction) {
    return instruction.getOpcode() == Opcodes.NEW;
  }

  private FlowState snapshot() {
    Object[] locals = new Object[adapter.locals.size()];
    for (int i = 0; i < locals.length; i++) {
      locals[i] = named(adapter.locals.get(i));
    }
    Object[] stack = new Object[adapter.stack.size()];
    int height = 0;
    for (int i = 0; i < stack.length; i++) {
      Object type = adapter.stack.get(i);
      stack[height++] = named(type);
      if (type == Opcodes.LONG || type == Opcodes.DOUBLE) {
        i++;
      }
    }
    Object[] operands = height == stack.length ? stack : Arrays.copyOf(stack, height);
    return new FlowState(List.of(locals), List.of(operands));
  }

  private Object named(Object type) {
    if (type instanceof Label label) {
      TypeInsnNode site = newSites.get(label);
      if (site == null) {
        throw new IllegalStateException("a frame names an uninitialised value without its new");
      }
      return site;
    }
    return type;
  }

  /** Frames name an uninitialised value by a label in front of its {@code new}. */
  private static Map<Label, TypeInsnNode> newSites(MethodNode method) {
    Map<Label, TypeInsnNode> sites = new HashMap<>();
    List<Label> labels = new ArrayList<>();
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof LabelNode label) {
        labels.add(label.getLabel());
      } else if (instruction.getOpcode() >= 0) {
        if (isNew(instruction)) {
          for (Label label : labels) {
            sites.put(label, (TypeInsnNode) instruction);
          }
        }
        labels.clear();
      }
    }
    return sites;
  }
}
