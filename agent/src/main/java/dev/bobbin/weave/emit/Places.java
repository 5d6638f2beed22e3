package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.FramePlan;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Where the method's labels and {@code new}s are in the body: once in the method's own code, and
 * for what is copied once more. First the own code is written, then all that resumptions run, where
 * jumps stay in the copy as long as they can.
 */
final class Places {

  private final Set<AbstractInsnNode> copied;
  private final Map<LabelNode, LabelNode> copies = new HashMap<>();
  private final Map<LabelNode, LabelNode> targets = new HashMap<>();
  private final Map<TypeInsnNode, Label> news = new HashMap<>();
  private final Map<TypeInsnNode, Label> copiedNews = new HashMap<>();
  private boolean inCopy;

  Places(FramePlan plan) {
    this.copied = plan.copied();
    if (copied.isEmpty()) {
      return;
    }
    for (AbstractInsnNode instruction : plan.method().code().instructions) {
      if (instruction instanceof LabelNode label) {
        LabelNode copy = new LabelNode(new Label());
        copies.put(label, copy);
        targets.put(label, isCopied(firstReal(label)) ? copy : label);
      }
    }
  }

  private static AbstractInsnNode firstReal(LabelNode label) {
    AbstractInsnNode at = label;
    while (at.getOpcode() < 0 && at.getNext() != null) {
      at = at.getNext();
    }
    return at;
  }

  /** From here on it is about what resumptions run. */
  void enterCopy() {
    inCopy = true;
  }

  boolean isCopied(AbstractInsnNode instruction) {
    return copied.contains(instruction);
  }

  /** Whether what is written now is the code that a resumption runs of this instruction. */
  boolean isResumed(AbstractInsnNode instruction) {
    return inCopy == isCopied(instruction);
  }

  /** Whether the instruction's copy is meant, where both have been or will be written. */
  boolean meansCopy(AbstractInsnNode instruction) {
    return inCopy && isCopied(instruction);
  }

  /** What a jump goes to that is written now. */
  LabelNode target(LabelNode label) {
    return inCopy ? targets.getOrDefault(label, label) : label;
  }

  /** The label's place in the copy, for the ends of ranges. */
  LabelNode copyOf(LabelNode label) {
    return copies.getOrDefault(label, label); // a corrupt range may end at no instruction
  }

  /** Where a try range that stands in the copy has its handler. */
  LabelNode copiedTarget(LabelNode label) {
    return targets.getOrDefault(label, label);
  }

  /** For {@link AbstractInsnNode#clone}. */
  Map<LabelNode, LabelNode> targets() {
    return targets;
  }

  /** The label right at a {@code new}. */
  Label of(TypeInsnNode site) {
    Map<TypeInsnNode, Label> labels = meansCopy(site) ? copiedNews : news;
    Label label = labels.get(site);
    if (label == null) {
      label = new Label();
      labels.put(site, label);
    }
    return label;
  }
}
