package dev.bobbin.weave;

import dev.bobbin.weave.model.RuntimeNames;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ByteVector;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/** Reads class files, and the mark that woven ones carry. */
final class ClassFiles {

  private ClassFiles() {}

  static ClassReader reader(byte[] classFile) {
    try {
      return new ClassReader(classFile);
    } catch (IllegalArgumentException tooNew) {
      throw new ClassFileException(
          "class file version " + version(classFile) + " is newer than this weaver knows", tooNew);
    } catch (RuntimeException broken) {
      throw corrupt(broken);
    }
  }

  static ClassNode tree(ClassReader reader) {
    ClassNode tree = new ClassNode();
    try {
      reader.accept(tree, new Attribute[] {new WovenMark("")}, ClassReader.EXPAND_FRAMES);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      // The errors: annotations nested by the thousand, a switch over two thousand million cases.
      throw corrupt(broken);
    }
    return tree;
  }

  private static ClassFileException corrupt(Throwable cause) {
    return new ClassFileException("the bytes are not a whole class file", cause);
  }

  private static int version(byte[] classFile) {
    return (classFile[6] & 0xFF) << 8 | (classFile[7] & 0xFF);
  }

  /** Looks at the class's own attributes only. */
  static boolean isWoven(ClassReader reader) {
    MarkFinder finder = new MarkFinder();
    try {
      reader.accept(
          finder, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    } catch (RuntimeException | StackOverflowError broken) {
      throw corrupt(broken);
    }
    return finder.found;
  }

  private static final class MarkFinder extends ClassVisitor {

    boolean found;

    MarkFinder() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitAttribute(Attribute attribute) {
      found |= attribute.type.equals(RuntimeNames.WOVEN_ATTRIBUTE);
    }
  }

  /** The class attribute that keeps a class from being woven again; holds the weaver's version. */
  static final class WovenMark extends Attribute {

    private final String version;

    WovenMark(String version) {
      super(RuntimeNames.WOVEN_ATTRIBUTE);
      this.version = version;
    }

    @Override
    protected Attribute read(
        ClassReader reader, int offset, int length, char[] buffer, int codeOffset, Label[] labels) {
      return new WovenMark(reader.readUTF8(offset, buffer));
    }

    @Override
    protected ByteVector write(
        ClassWriter writer, byte[] code, int codeLength, int maxStack, int maxLocals) {
      return new ByteVector().putShort(writer.newUTF8(version));
    }
  }
}
