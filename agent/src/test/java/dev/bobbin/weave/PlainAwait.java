package dev.bobbin.weave;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a fixture is measured against: the same class as plain Java, in which {@code await} is an
 * ordinary method that takes the outcome of a stage which is done.
 */
public final class PlainAwait {

  private static final String BOBBIN = "dev/bobbin/Bobbin";
  private static final String SELF = "dev/bobbin/weave/PlainAwait";

  private PlainAwait() {}

  static byte[] plain(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new Redirect(writer), 0);
    return writer.toByteArray();
  }

  public static @Nullable Object await(CompletionStage<?> stage) throws Throwable {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException failed) {
      throw failed.getCause() == null ? failed : failed.getCause();
    }
  }

  public static @Nullable Object await(
      CompletionStage<?> stage, Class<? extends Exception> declared) throws Throwable {
    return await(stage);
  }

  private static final class Redirect extends ClassVisitor {
    Redirect(ClassVisitor target) {
      super(Opcodes.ASM9, target);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(
          Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String type, boolean isInterface) {
          boolean isAwait = owner.equals(BOBBIN) && called.equals("await");
          super.visitMethodInsn(opcode, isAwait ? SELF : owner, called, type, isInterface);
        }
      };
    }
  }
}
