package dev.bobbin.weave.model;

import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;

/**
 * The only way into a loop. A resumption that has to get into the loop comes by here too, so that
 * the loop keeps its single entry: HotSpot's C2 does not optimise a loop that has two.
 */
public record LoopHeader(LabelNode label, AbstractInsnNode first, FlowState before)
    implements Stop {

  @Override
  public AbstractInsnNode at() {
    return label;
  }
}
