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

    private final boolean isInterface;

    private Keeper(ClassVisitor target, boolean isInterface) {
      super(Opcodes.ASM9, target);
      this.isInterface = isInterface;
    }

    /** What passes on to {@code target} the class with its number as a field. */
    static ClassVisitor before(ClassVisitor target, ClassNode owner) {
      return new Keeper(target, (owner.access & Opcodes.ACC_INTERFACE) != 0);
    }

    /** To the JDK an interface with methods is abstract; ASM does not count private ones. */
    @Override
    protected byte[] computeSHAdigest(byte[] content) {
      if (isInterface) {
        int name = (content[0] & 0xFF) << 8 | (content[1] & 0xFF);
        int modifiers = 2 + name; // an int, and ABSTRACT a bit of its third byte
        content[modifiers + 2] |= (byte) (Opcodes.ACC_ABSTRACT >> 8);
      }
      return super.computeSHAdigest(content);
    }

    /** Of an interface fields are public (JVMS 4.5), and this one is not for those who use it. */
    @Override
    protected void addSVUID(long number) {
      if (isInterface) {
        int access =
            Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC;
        cv.visitField(access, FIELD, "J", null, number).visitEnd();
      } else {
        super.addSVUID(number);
      }
    }
  }

  /**
   * Whether weaving would change the number: records and enums have a fixed one. That of an
   * interface is in the stream where a lambda is serialised that was written there.
   */
  static boolean isAtRisk(ClassNode owner, ClassHierarchy hierarchy) {
    int fixed = Opcodes.ACC_ENUM | Opcodes.ACC_RECORD;
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
