package dev.bobbin.weave;

import dev.bobbin.weave.model.UndeclaredTypeException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.BasicVerifier;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Tells a broken class file from a fault of the weaver, once something failed. The weaver relies on
 * what the JVM will verify anyway, so it does not look for this before.
 */
final class Corruption {

  /** JVMS 4.2.1 */
  private static final Pattern ILLEGAL_IN_NAMES = Pattern.compile("[.;\\[]|^$");

  /** JVMS 4.2.2 */
  private static final Pattern METHOD_NAME = Pattern.compile("[^.;\\[/<>]++|<init>|<clinit>");

  /** JVMS 4.3.3; possessive, so that long ones cost no stack. */
  private static final Pattern METHOD_DESCRIPTOR =
      Pattern.compile("\\((\\[*+([BCDFIJSZ]|L[^.;\\[]++;))*+\\)(V|\\[*+([BCDFIJSZ]|L[^.;\\[]++;))");

  private static final int CLASS_TAG = 7;

  /** JVMS 4.4.1 */
  private static final Pattern CLASS_NAME =
      Pattern.compile("[^.;\\[]++|\\[++([BCDFIJSZ]|L[^.;\\[]++;)");

  private Corruption() {}

  /** What to throw instead of the fault if the class is to blame for it; else the fault itself. */
  static RuntimeException blamed(ClassReader reader, Throwable fault) {
    String found =
        fault instanceof UndeclaredTypeException undeclared
            ? undeclared.getMessage()
            : find(reader, ClassFiles.tree(reader));
    if (found != null) {
      return new ClassFileException("the bytes are not a valid class file: " + found, fault);
    }
    if (fault instanceof Error error) {
      throw error;
    }
    return (RuntimeException) fault;
  }

  private static @Nullable String find(ClassReader reader, ClassNode source) {
    if (source.name == null || source.superName == null || source.interfaces.contains(null)) {
      return "it or a supertype has no name";
    }
    if (ILLEGAL_IN_NAMES.matcher(source.name).find()) {
      return "it has an illegal name";
    }
    for (MethodNode method : source.methods) {
      String found = find(source.name, method);
      if (found != null) {
        return "method " + method.name + method.desc + ", " + found;
      }
    }
    try {
      String misnamed = misnamed(reader);
      if (misnamed != null) {
        return "it names a class of no name: " + misnamed;
      }
      // With all constants, those that nothing refers to as well.
      ClassWriter copy = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      source.accept(copy);
      copy.toByteArray();
      return null;
    } catch (RuntimeException broken) {
      return "it cannot be copied";
    }
  }

  private static @Nullable String find(String owner, MethodNode method) {
    if (method.name == null || !METHOD_NAME.matcher(method.name).matches()) {
      return "it has no legal name";
    }
    for (TryCatchBlockNode block : method.tryCatchBlocks) {
      if (method.instructions.indexOf(block.start) >= method.instructions.indexOf(block.end)) {
        return "a try range ends before it begins";
      }
    }
    try {
      for (AbstractInsnNode at : method.instructions) {
        String called = called(at);
        if (called != null && !METHOD_DESCRIPTOR.matcher(called).matches()) {
          return "it calls a method of no type: " + called;
        }
      }
      Frame<BasicValue>[] frames = new Analyzer<>(new BasicVerifier()).analyze(owner, method);
      for (AbstractInsnNode at : method.instructions) {
        if (at instanceof FrameNode declared && !fits(declared, frames, method)) {
          return "a stack map frame does not fit";
        }
      }
      return null;
    } catch (AnalyzerException | RuntimeException | AssertionError invalid) {
      return "its code is not valid: " + invalid.getMessage();
    }
  }

  private static @Nullable String called(AbstractInsnNode at) {
    if (at instanceof InvokeDynamicInsnNode dynamic) {
      return dynamic.desc;
    }
    return at instanceof MethodInsnNode call ? call.desc : null;
  }

  /** A class constant that is none. */
  private static @Nullable String misnamed(ClassReader reader) {
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int at = reader.getItem(i); // 0 behind a long or double
      if (at > 0 && reader.readByte(at - 1) == CLASS_TAG) {
        String name = reader.readUTF8(at, buffer);
        if (name == null || !CLASS_NAME.matcher(name).matches()) {
          return String.valueOf(name);
        }
      }
    }
    return null;
  }

  /** Whether what control brings to a declared frame has its shape. */
  private static boolean fits(FrameNode declared, Frame<BasicValue>[] frames, MethodNode method) {
    Frame<BasicValue> frame = frames[method.instructions.indexOf(declared)];
    if (frame == null) {
      return false; // a compiler leaves no frame where control cannot come
    }
    if (declared.stack.size() != frame.getStackSize()) {
      return false;
    }
    for (int i = 0; i < declared.stack.size(); i++) {
      if (!accepts(declared.stack.get(i), frame.getStack(i))) {
        return false;
      }
    }
    int slot = 0;
    for (Object type : declared.local) {
      if (slot >= frame.getLocals() || !accepts(type, frame.getLocal(slot))) {
        return false;
      }
      slot += type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
    }
    return true;
  }

  private static boolean accepts(Object declared, BasicValue actual) {
    if (declared == Opcodes.TOP) {
      return true;
    }
    if (declared == Opcodes.INTEGER) {
      return actual.equals(BasicValue.INT_VALUE);
    }
    if (declared == Opcodes.LONG) {
      return actual.equals(BasicValue.LONG_VALUE);
    }
    if (declared == Opcodes.FLOAT) {
      return actual.equals(BasicValue.FLOAT_VALUE);
    }
    if (declared == Opcodes.DOUBLE) {
      return actual.equals(BasicValue.DOUBLE_VALUE);
    }
    if (declared instanceof LabelNode site && !isNew(site)) {
      return false;
    }
    return actual.isReference();
  }

  private static boolean isNew(LabelNode site) {
    AbstractInsnNode at = site;
    while (at != null && at.getOpcode() < 0) {
      at = at.getNext();
    }
    return at != null && at.getOpcode() == Opcodes.NEW;
  }
}
