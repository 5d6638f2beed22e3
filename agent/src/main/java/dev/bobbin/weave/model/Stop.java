package dev.bobbin.weave.model;

import org.objectweb.asm.tree.AbstractInsnNode;

/** A place in the method's code that a resumption has to pass on its way to a suspension point. */
public sealed interface Stop permits LoopHeader, NewSite {

  /** What tells it from other stops. */
  AbstractInsnNode at();

  /** The types with which control arrives there, on either way. */
  FlowState before();
}
