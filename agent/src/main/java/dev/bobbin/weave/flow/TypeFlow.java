package dev.bobbin.weave.flow;

import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.RuntimeNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private TypeFlow(String owner, MethodNode method) {
    this.adapter = new AnalyzerAdapter(owner, method.access, method.name, method.desc, null);
    this.newSites = newSites(method);
  }

  /**
   * The state before each await, each close that may be one, each {@code new}, and each instruction
   * that has a declared frame; none for what control cannot reach.
   */
  static Map<AbstractInsnNode, FlowState> of(String owner, MethodNode method) {
    TypeFlow flow = new TypeFlow(owner, method);
    Map<AbstractInsnNode, FlowState> states = new HashMap<>();
    boolean declared = false;
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof FrameNode) {
        declared = true;
      } else if (instruction.getOpcode() >= 0) {
        boolean wanted = declared || mayAwait(instruction) || isNew(instruction);
        if (wanted && flow.adapter.locals != null) {
          states.put(instruction, flow.snapshot());
        }
        declared = false;
      }
      instruction.accept(flow.adapter);
      if (isNew(instruction) && flow.adapter.stack != null) {
        Label made = (Label) flow.adapter.stack.get(flow.adapter.stack.size() - 1);
        flow.newSites.put(made, (TypeInsnNode) instruction);
      }
    }
    return states;
  }

  private static boolean mayAwait(AbstractInsnNode instruction) {
    return instruction instanceof MethodInsnNode call
        && (RuntimeNames.isAwait(call) || RuntimeNames.mayCloseAsync(call));
  }

  private static boolean isNew(AbstractInsnNode instruction) {
    return instruction.getOpcode() == Opcodes.NEW;
  }

  private FlowState snapshot() {
    List<Object> locals = new ArrayList<>();
    for (Object type : adapter.locals) {
      locals.add(named(type));
    }
    List<Object> stack = new ArrayList<>();
    for (int i = 0; i < adapter.stack.size(); i++) {
      Object type = adapter.stack.get(i);
      stack.add(named(type));
      if (type == Opcodes.LONG || type == Opcodes.DOUBLE) {
        i++;
      }
    }
    return new FlowState(locals, stack);
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
