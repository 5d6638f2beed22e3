package dev.bobbin.weave.model;

import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * A {@code new} whose object is not initialised yet where the method suspends, as in {@code new
 * Foo(await(x))}. The verifier tells such objects apart by their {@code new} (JVMS 4.10.1.9), so a
 * resumption has to run the very same instruction again.
 */
public record NewSite(TypeInsnNode instruction, FlowState before) implements Stop {

  @Override
  public AbstractInsnNode at() {
    return instruction;
  }
}
