package dev.bobbin.weave.model;

import org.objectweb.asm.tree.MethodInsnNode;

/** A call of an async method that is awaited at once, and need not go by the method's entry. */
public record DirectCall(MethodInsnNode call, FramePlan callee) {}
