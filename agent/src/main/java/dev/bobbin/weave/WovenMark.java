package dev.bobbin.weave;

import dev.bobbin.weave.model.RuntimeNames;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ByteVector;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * What a woven class, or the class of a coroutine frame, says of itself in a class attribute.
 *
 * @param weaver the version of the weaver that wrote it
 * @param abi the {@linkplain RuntimeNames#ABI version of the contract} with the runtime
 * @param frameOf the internal name of the class that a coroutine frame belongs to; null in that
 *     class itself
 * @param forCoverage whether bodies have names that JaCoCo counts
 */
public record WovenMark(String weaver, int abi, @Nullable String frameOf, boolean forCoverage) {

  /**
   * The mark of a class file, empty if it has none.
   *
   * @throws ClassFileException if the bytes cannot be read
   */
  public static Optional<WovenMark> of(byte[] classFile) {
    // Most classes have none, and a look at the bytes is far cheaper than parsing them.
    if (!new String(classFile, StandardCharsets.ISO_8859_1)
        .contains(RuntimeNames.WOVEN_ATTRIBUTE)) {
      return Optional.empty();
    }
    return Optional.ofNullable(of(ClassFiles.reader(classFile)));
  }

  /** Whether this weaver writes for the same runtimes as the one that left the mark. */
  public boolean isOfThisAbi() {
    return abi == RuntimeNames.ABI;
  }

  /** For whoever weaves, about a class that another weaver wove: which versions clash. */
  public String clash() {
    return "woven before by Bobbin "
        + weaver
        + " (ABI "
        + abi
        + "), this is Bobbin "
        + Version.get()
        + " (ABI "
        + RuntimeNames.ABI
        + ")\n    why: an application has one runtime, which may not run both"
        + "\n    fix: compile the class again, or weave all classes with one version of Bobbin";
  }

  /** For whoever weaves, about a class that was woven before, with coverage or without. */
  public String otherCoverage() {
    return "woven before "
        + (forCoverage ? "for" : "without")
        + " coverage, which is "
        + (forCoverage ? "not " : "")
        + "asked for now"
        + "\n    why: a woven class cannot be woven again, and JaCoCo "
        + (forCoverage ? "would go on counting" : "counts no line of")
        + " its async methods"
        + "\n    fix: compile the class again, e.g. by a clean build";
  }

  /** Looks at the class's own attributes only. */
  static @Nullable WovenMark of(ClassReader reader) {
    Finder finder = new Finder();
    try {
      reader.accept(
          finder,
          new Attribute[] {prototype()},
          ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    } catch (RuntimeException | StackOverflowError broken) {
      throw ClassFiles.corrupt(broken);
    }
    return finder.found;
  }

  /** The mark that this weaver leaves in a class it wove. */
  static Attribute ofWovenClass(boolean forCoverage) {
    return new InClassFile(new WovenMark(Version.get(), RuntimeNames.ABI, null, forCoverage));
  }

  /** What ASM needs to recognise the attribute. */
  static Attribute prototype() {
    return new InClassFile(new WovenMark("", 0, null, false));
  }

  private static final class Finder extends ClassVisitor {

    @Nullable WovenMark found;

    Finder() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitAttribute(Attribute attribute) {
      if (attribute instanceof InClassFile mark) {
        found = mark.content;
      }
    }
  }

  /**
   * {@code u2 weaver (UTF-8); u2 abi; u2 frameOf (UTF-8) or 0}; for coverage, {@code u2 1}. Frames'
   * classes are written without ASM, and with them their marks: by {@code FrameClassEmitter}.
   */
  private static final class InClassFile extends Attribute {

    private static final int LENGTH = 6;

    private final WovenMark content;

    InClassFile(WovenMark content) {
      super(RuntimeNames.WOVEN_ATTRIBUTE);
      this.content = content;
    }

    @Override
    protected Attribute read(
        ClassReader reader, int offset, int length, char[] buffer, int codeOffset, Label[] labels) {
      if (length < LENGTH) {
        return new InClassFile(new WovenMark("(unknown)", 0, null, false));
      }
      int owner = reader.readUnsignedShort(offset + 4);
      return new InClassFile(
          new WovenMark(
              reader.readUTF8(offset, buffer),
              reader.readUnsignedShort(offset + 2),
              owner == 0 ? null : reader.readUTF8(offset + 4, buffer),
              length > LENGTH));
    }

    @Override
    protected ByteVector write(
        ClassWriter writer, byte[] code, int codeLength, int maxStack, int maxLocals) {
      String owner = content.frameOf;
      ByteVector bytes =
          new ByteVector()
              .putShort(writer.newUTF8(content.weaver))
              .putShort(content.abi)
              .putShort(owner == null ? 0 : writer.newUTF8(owner));
      return content.forCoverage ? bytes.putShort(1) : bytes;
    }
  }
}
