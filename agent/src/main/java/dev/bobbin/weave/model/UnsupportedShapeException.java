package dev.bobbin.weave.model;

import org.objectweb.asm.tree.AbstractInsnNode;

/** Bytecode that is legal but cannot be suspended; no compiler is known to write it. */
public final class UnsupportedShapeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient AbstractInsnNode at;

  public UnsupportedShapeException(AbstractInsnNode at, String message) {
    super(message);
    this.at = at;
  }

  public AbstractInsnNode at() {
    return at;
  }
}
