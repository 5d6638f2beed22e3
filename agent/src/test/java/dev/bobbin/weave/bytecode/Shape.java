package dev.bobbin.weave.bytecode;

import dev.bobbin.weave.Programs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes a class with one async method without parameters. The values that it awaits come from
 * {@code Stages}, the frames from ASM.
 */
final class Shape {

  private static final String NAME = "Shape";
  private static final String METHOD = "run";

  private final MethodVisitor code;

  private Shape(MethodVisitor code) {
    this.code = code;
  }

  /** An instance method, {@code this} in slot 0. */
  static Map<String, byte[]> of(Consumer<Shape> body) {
    return of(0, body);
  }

  static Map<String, byte[]> ofStatic(Consumer<Shape> body) {
    return of(Opcodes.ACC_STATIC, body);
  }

  /** A static method with three int parameters, which are 1, 2 and 3. */
  static Map<String, byte[]> ofParameters(Consumer<Shape> body) {
    return write(
        type -> {
          writeMethod(type, Opcodes.ACC_STATIC, "(III)Ldev/bobbin/Task;", body);
          writeMethod(
              type,
              Opcodes.ACC_STATIC,
              "()Ldev/bobbin/Task;",
              caller -> {
                caller.insn(Opcodes.ICONST_1, Opcodes.ICONST_2, Opcodes.ICONST_3);
                caller.code.visitMethodInsn(
                    Opcodes.INVOKESTATIC, NAME, METHOD, "(III)Ldev/bobbin/Task;", false);
                caller.insn(Opcodes.ARETURN);
              });
        });
  }

  /** A static method in a class with so many constants that nobody uses. */
  static Map<String, byte[]> withConstants(int count, Consumer<Shape> body) {
    return write(
        type -> {
          for (int i = 0; i < count; i++) {
            type.newConst(1_000_000 + i);
          }
          writeMethod(type, Opcodes.ACC_STATIC, "()Ldev/bobbin/Task;", body);
        });
  }

  private static Map<String, byte[]> of(int access, Consumer<Shape> body) {
    return write(type -> writeMethod(type, access, "()Ldev/bobbin/Task;", body));
  }

  /**
   * A static method whose frames and limits are written by hand: ASM cannot compute those of code
   * that is never reached.
   */
  static Map<String, byte[]> byHand(int maxStack, int maxLocals, Consumer<Shape> body) {
    return write(
        new ClassWriter(0),
        Opcodes.V17,
        type -> {
          MethodVisitor code = method(type, Opcodes.ACC_STATIC, "()Ldev/bobbin/Task;");
          body.accept(new Shape(code));
          code.visitMaxs(maxStack, maxLocals);
          code.visitEnd();
        });
  }

  /** A static method that returns a CompletableFuture, in a class file of an older version. */
  static Map<String, byte[]> ofVersion(int version, Consumer<Shape> body) {
    return write(
        computing(),
        version,
        type ->
            writeMethod(
                type, Opcodes.ACC_STATIC, "()Ljava/util/concurrent/CompletableFuture;", body));
  }

  private static void writeMethod(
      ClassWriter type, int access, String descriptor, Consumer<Shape> body) {
    MethodVisitor code = method(type, access, descriptor);
    body.accept(new Shape(code));
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private static MethodVisitor method(ClassWriter type, int access, String descriptor) {
    MethodVisitor code = type.visitMethod(access, METHOD, descriptor, null, null);
    code.visitAnnotation("Ldev/bobbin/Async;", false).visitEnd();
    code.visitCode();
    return code;
  }

  private static Map<String, byte[]> write(Consumer<ClassWriter> methods) {
    return write(computing(), Opcodes.V17, methods);
  }

  private static ClassWriter computing() {
    return new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
      @Override
      protected String getCommonSuperClass(String one, String other) {
        return "java/lang/Object";
      }
    };
  }

  private static Map<String, byte[]> write(
      ClassWriter type, int version, Consumer<ClassWriter> methods) {
    type.visit(version, Opcodes.ACC_SUPER, NAME, null, "java/lang/Object", null);
    type.visitSource("Shape.java", null);
    MethodVisitor init = type.visitMethod(0, "<init>", "()V", null, null);
    init.visitCode();
    init.visitVarInsn(Opcodes.ALOAD, 0);
    init.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    init.visitInsn(Opcodes.RETURN);
    init.visitMaxs(1, 1);
    init.visitEnd();
    methods.accept(type);
    type.visitEnd();
    return Map.of(NAME, type.toByteArray());
  }

  static String original(Map<String, byte[]> shape) throws Exception {
    return Programs.plain(shape, NAME, METHOD);
  }

  static void assertSameWhenWoven(Map<String, byte[]> shape) throws Exception {
    Programs.assertSameWhenWoven(shape, NAME, METHOD);
  }

  static byte[] bytes(Map<String, byte[]> shape) {
    return shape.values().iterator().next();
  }

  // === Pieces of code, in the order in which they are called ===

  Shape insn(int... opcodes) {
    for (int opcode : opcodes) {
      code.visitInsn(opcode);
    }
    return this;
  }

  Shape var(int opcode, int slot) {
    code.visitVarInsn(opcode, slot);
    return this;
  }

  Shape iinc(int slot, int by) {
    code.visitIincInsn(slot, by);
    return this;
  }

  Shape ldc(Object constant) {
    code.visitLdcInsn(constant);
    return this;
  }

  Shape type(int opcode, Class<?> type) {
    code.visitTypeInsn(opcode, Type.getInternalName(type));
    return this;
  }

  Shape label(Label label) {
    code.visitLabel(label);
    return this;
  }

  Shape jump(int opcode, Label label) {
    code.visitJumpInsn(opcode, label);
    return this;
  }

  /** The frame that is declared here, in a method that is written by hand. */
  Shape frame(List<Object> locals, Object... stack) {
    code.visitFrame(Opcodes.F_NEW, locals.size(), locals.toArray(), stack.length, stack);
    return this;
  }

  /** Any other instruction. */
  Shape add(Consumer<MethodVisitor> instructions) {
    instructions.accept(code);
    return this;
  }

  Shape tryCatch(Label from, Label to, Label handler, Class<?> type) {
    code.visitTryCatchBlock(from, to, handler, Type.getInternalName(type));
    return this;
  }

  /** Calls a constructor or a private method. */
  Shape init(Class<?> owner, String descriptor) {
    code.visitMethodInsn(
        Opcodes.INVOKESPECIAL, Type.getInternalName(owner), "<init>", descriptor, false);
    return this;
  }

  Shape call(int opcode, Class<?> owner, String name, String descriptor) {
    code.visitMethodInsn(
        opcode, Type.getInternalName(owner), name, descriptor, owner.isInterface());
    return this;
  }

  /** ..., value -> ..., value awaited; any reference. */
  Shape awaitIt() {
    return stages("later", "(Ljava/lang/Object;)Ljava/util/concurrent/CompletableFuture;")
        .awaitStage();
  }

  /** ..., stage -> ..., value awaited. */
  Shape awaitStage() {
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        "dev/bobbin/Bobbin",
        "await",
        "(Ljava/util/concurrent/CompletionStage;)Ljava/lang/Object;",
        false);
    return this;
  }

  /** ... -> ..., text awaited. */
  Shape awaitText(String text) {
    return ldc(text).awaitIt().type(Opcodes.CHECKCAST, String.class);
  }

  /** ..., int -> ..., int awaited. */
  Shape awaitInt() {
    call(Opcodes.INVOKESTATIC, Integer.class, "valueOf", "(I)Ljava/lang/Integer;").awaitIt();
    return type(Opcodes.CHECKCAST, Integer.class)
        .call(Opcodes.INVOKEVIRTUAL, Integer.class, "intValue", "()I");
  }

  /** ... -> ..., awaited value of a stage that failed with an IllegalStateException. */
  Shape awaitFailure(String message) {
    type(Opcodes.NEW, IllegalStateException.class).insn(Opcodes.DUP).ldc(message);
    init(IllegalStateException.class, "(Ljava/lang/String;)V");
    return stages("failing", "(Ljava/lang/Throwable;)Ljava/util/concurrent/CompletableFuture;")
        .awaitStage();
  }

  /** ..., reference -> ..., the same, written down. */
  Shape step() {
    return stages("step", "(Ljava/lang/Object;)Ljava/lang/Object;");
  }

  private Shape stages(String name, String descriptor) {
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, "dev/bobbin/weave/fixtures/Stages", name, descriptor, false);
    return this;
  }

  /** ..., int -> returned. */
  Shape returnInt() {
    return call(Opcodes.INVOKESTATIC, Integer.class, "valueOf", "(I)Ljava/lang/Integer;")
        .returnIt();
  }

  /** ..., reference -> returned in a CompletableFuture. */
  Shape returnFuture() {
    call(
        Opcodes.INVOKESTATIC,
        CompletableFuture.class,
        "completedFuture",
        "(Ljava/lang/Object;)Ljava/util/concurrent/CompletableFuture;");
    return insn(Opcodes.ARETURN);
  }

  /** ..., reference -> returned. */
  Shape returnIt() {
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        "dev/bobbin/Task",
        "of",
        "(Ljava/lang/Object;)Ldev/bobbin/Task;",
        true);
    code.visitInsn(Opcodes.ARETURN);
    return this;
  }
}
