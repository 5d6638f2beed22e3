package dev.bobbin.weave.model;

import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A method that becomes a coroutine.
 *
 * @param host the class that it stays in
 * @param awaits its calls of {@code await}, in bytecode order
 * @param asksForItself whether the body asks which task it is, so that the frame must exist from
 *     the first instruction on
 * @param bodyName the name of the method that holds the state machine
 */
public record AsyncMethod(
    Host host,
    MethodNode code,
    ReturnKind returns,
    List<MethodInsnNode> awaits,
    boolean asksForItself,
    String frameClass,
    String bodyName) {

  /** The class that is woven, as far as emitters have to know it. */
  public record Host(String name, int version, boolean isInterface, String sourceFile) {}

  public boolean isStatic() {
    return (code.access & Opcodes.ACC_STATIC) != 0;
  }

  /** Slots taken by {@code this}: 0 or 1. */
  public int selfSlots() {
    return isStatic() ? 0 : 1;
  }

  /** Slots taken by {@code this} and the parameters. */
  public int parameterSlots() {
    return (Type.getArgumentsAndReturnSizes(code.desc) >> 2) - (isStatic() ? 1 : 0);
  }

  @Override
  public String toString() {
    return host.name().replace('/', '.') + "." + code.name + code.desc;
  }
}
