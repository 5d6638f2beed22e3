package dev.bobbin.weave;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.SerialVersionUIDAdder;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;

/**
 * Keeps the default {@code serialVersionUID}, which the JDK computes from the members of a class,
 * so that objects serialised before weaving can be read after it.
 */
final class SerialVersion {

  private static final String FIELD = "serialVersionUID";

  private SerialVersion() {}

  /** Apart, as few classes need it, and a start that does not is spared loading it. */
  static final class Keeper extends SerialVersionUIDAdder {

    private Keeper(ClassVisitor target) {
      super(Opcodes.ASM9, target);
    }

    /** What passes on to {@code target} the class with its number as a field. */
    static ClassVisitor before(ClassVisitor target) {
      return new Keeper(target);
    }
  }

  /** Whether weaving would change the number: records and enums have a fixed one. */
  static boolean isAtRisk(ClassNode owner, ClassHierarchy hierarchy) {
    int fixed = Opcodes.ACC_INTERFACE | Opcodes.ACC_ENUM | Opcodes.ACC_RECORD;
    return (owner.access & fixed) == 0 && !hasNumber(owner) && isSerializable(owner, hierarchy);
  }

  private static boolean hasNumber(ClassNode owner) {
    for (FieldNode field : owner.fields) {
      if (field.name.equals(FIELD)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSerializable(ClassNode owner, ClassHierarchy hierarchy) {
    String wanted = "java/io/Serializable";
    for (String type : owner.interfaces) {
      if (hierarchy.mayBe(type, wanted)) {
        return true;
      }
    }
    return hierarchy.mayBe(owner.superName, wanted);
  }
}
