package dev.bobbin.weave;

import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** Reads class files. */
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
      reader.accept(tree, new Attribute[] {WovenMark.prototype()}, ClassReader.EXPAND_FRAMES);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      // The errors: annotations nested by the thousand, a switch over two thousand million cases.
      throw corrupt(broken);
    }
    return tree;
  }

  static ClassFileException corrupt(Throwable cause) {
    return new ClassFileException("the bytes are not a whole class file", cause);
  }

  private static int version(byte[] classFile) {
    return (classFile[6] & 0xFF) << 8 | (classFile[7] & 0xFF);
  }
}
