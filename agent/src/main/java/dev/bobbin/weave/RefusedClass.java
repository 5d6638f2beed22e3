package dev.bobbin.weave;

import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.SourceLines;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Makes the async methods of a class throw, for a class that must load but cannot be woven. */
final class RefusedClass {

  /** A constant may have 65,535 bytes (JVMS 4.4.7), a char up to three of them. */
  private static final int MAX_TEXT = 21_000;

  private RefusedClass() {}

  static byte[] emit(ClassReader reader, String text) {
    ClassNode owner = ClassFiles.tree(reader);
    String shown = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
    for (MethodNode method : AsyncMethods.intended(owner)) {
      if ((method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0) {
        throwInstead(method, shown);
      }
    }
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    owner.accept(writer);
    return writer.toByteArray();
  }

  private static void throwInstead(MethodNode method, String text) {
    int line = SourceLines.firstOf(method);
    method.instructions.clear();
    method.tryCatchBlocks.clear();
    method.localVariables = null;
    method.visibleLocalVariableAnnotations = null;
    method.invisibleLocalVariableAnnotations = null;
    if (line > 0) {
      Label start = new Label();
      method.visitLabel(start);
      method.visitLineNumber(line, start);
    }
    method.visitTypeInsn(Opcodes.NEW, RuntimeNames.NOT_WOVEN);
    method.visitInsn(Opcodes.DUP);
    method.visitLdcInsn(text);
    method.visitMethodInsn(
        Opcodes.INVOKESPECIAL, RuntimeNames.NOT_WOVEN, "<init>", "(Ljava/lang/String;)V", false);
    method.visitInsn(Opcodes.ATHROW);
  }
}
