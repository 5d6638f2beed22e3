package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.FramePlan;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Where the method's labels and {@code new}s are in the body: once in the method's own code, and
 * for what is copied once more. First the own code is written, then all that resumptions run, where
 * jumps stay in the copy as long as they can.
 */
final class Places {

  private final InsnList code;
  private final BitSet copied;
  private final boolean copies;
  private final @Nullable Label[] ofCopies; // by the label's index
  private final Map<TypeInsnNode, Label> news = new HashMap<>();
  private final Map<TypeInsnNode, Label> copiedNews = new HashMap<>();
  private boolean inCopy;

  Places(FramePlan plan) {
    this.code = plan.method().code().instructions;
    this.copied = plan.copied();
    this.copies = !copied.isEmpty();
    this.ofCopies = new Label[copies ? code.size() : 0];
  }

  /** From here on it is about what resumptions run. */
  void enterCopy() {
    inCopy = true;
  }

  boolean isCopied(AbstractInsnNode instruction) {
    return copies && copied.get(code.indexOf(instruction));
  }

  /** Whether anything in a range is. */
  boolean holdsCopied(LabelNode start, LabelNode end) {
    if (!copies) {
      return false;
    }
    int from = code.indexOf(start);
    int first = from < 0 ? -1 : copied.nextSetBit(from);
    return first >= 0 && first < code.indexOf(end);
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
  Label target(LabelNode label) {
    return inCopy ? copiedTarget(label) : label.getLabel();
  }

  /** The label's place in the copy, for the ends of ranges. */
  Label copyOf(LabelNode label) {
    int index = code.indexOf(label);
    if (index < 0 || !copies) {
      return label.getLabel(); // a corrupt range may end at no instruction
    }
    Label copy = ofCopies[index];
    if (copy == null) {
      copy = new Label();
      ofCopies[index] = copy;
    }
    return copy;
  }

  /** Where a try range that stands in the copy has its handler. */
  Label copiedTarget(LabelNode label) {
    return isCopied(firstReal(label)) ? copyOf(label) : label.getLabel();
  }

  private static AbstractInsnNode firstReal(LabelNode label) {
    AbstractInsnNode at = label;
    while (at.getOpcode() < 0 && at.getNext() != null) {
      at = at.getNext();
    }
    return at;
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
