package dev.bobbin.weave;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.SerialVersionUIDAdder;
import org.objectweb.asm.tree.ClassNode;

/**
 * Keeps the default {@code serialVersionUID}, which the JDK computes from the members of a class,
 * so that objects serialised before weaving can be read after it.
 */
final class SerialVersion extends SerialVersionUIDAdder {

  private static final String FIELD = "serialVersionUID";

  SerialVersion(ClassVisitor target) {
    super(Opcodes.ASM9, target);
  }

  /** Whether weaving would change the number: records and enums have a fixed one. */
  static boolean isAtRisk(ClassNode owner, ClassHierarchy hierarchy) {
    int fixed = Opcodes.ACC_INTERFACE | Opcodes.ACC_ENUM | Opcodes.ACC_RECORD;
    return (owner.access & fixed) == 0
        && owner.fields.stream().noneMatch(field -> field.name.equals(FIELD))
        && isSerializable(owner, hierarchy);
  }

  private static boolean isSerializable(ClassNode owner, ClassHierarchy hierarchy) {
    String wanted = "java/io/Serializable";
    return owner.interfaces.stream().anyMatch(type -> hierarchy.mayBe(type, wanted))
        || hierarchy.mayBe(owner.superName, wanted);
  }
}
