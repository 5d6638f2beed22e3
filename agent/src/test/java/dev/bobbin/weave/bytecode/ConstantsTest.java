package dev.bobbin.weave.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.objectweb.asm.Opcodes.*;

import dev.bobbin.weave.fixtures.Stages;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Constants that are computed, invokedynamic, and class files of every version. */
public class ConstantsTest {

  private static final String CONCAT = "(Ljava/lang/String;)Ljava/lang/String;";

  enum Case {
    DYNAMIC_CONSTANTS_OF_EVERY_SIZE("12x1.5 []", Shape.ofStatic(Case::dynamicConstants)),
    STAGE_IS_A_DYNAMIC_CONSTANT("condy []", Shape.ofStatic(Case::dynamicStage)),
    DYNAMIC_CONSTANT_FAILS("failed []", Shape.ofStatic(Case::failingConstant)),
    HANDLES_AND_METHOD_TYPES("3 []", Shape.ofStatic(Case::handles)),
    INDY_WITH_OPERANDS_BELOW("abc []", Shape.ofStatic(Case::indy)),
    VERSION_7("old! []", Shape.ofVersion(V1_7, Case::oldVersion)),
    VERSION_8("old! []", Shape.ofVersion(V1_8, Case::oldVersion)),
    VERSION_9("old! []", Shape.ofVersion(V9, Case::oldVersion)),
    VERSION_11("old! []", Shape.ofVersion(V11, Case::oldVersion));

    final String expected;
    final Map<String, byte[]> classFiles;

    Case(String expected, Map<String, byte[]> classFiles) {
      this.expected = expected;
      this.classFiles = classFiles;
    }

    private static void dynamicConstants(Shape code) {
      code.ldc(constant("J")).ldc(constant("Ljava/lang/String;")).ldc(constant("D"));
      code.ldc(constant("[I")).insn(ICONST_1).awaitInt().insn(IALOAD).var(ISTORE, 0);
      code.awaitText("").insn(POP).var(DSTORE, 2).var(ASTORE, 1).insn(L2I).ldc(10).insn(IMUL);
      code.var(ILOAD, 0).insn(IADD);
      code.call(INVOKESTATIC, String.class, "valueOf", "(I)Ljava/lang/String;");
      code.var(ALOAD, 1).call(INVOKEVIRTUAL, String.class, "concat", CONCAT).var(DLOAD, 2);
      code.call(INVOKESTATIC, String.class, "valueOf", "(D)Ljava/lang/String;");
      code.call(INVOKEVIRTUAL, String.class, "concat", CONCAT).awaitIt().returnIt();
    }

    private static void dynamicStage(Shape code) {
      code.ldc(constant("Ljava/util/concurrent/CompletableFuture;")).awaitStage();
      code.awaitIt().returnIt();
    }

    private static void failingConstant(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, BootstrapMethodError.class);
      code.label(from).awaitText("x").insn(POP).ldc(constant("Ljava/util/List;")).awaitIt();
      code.returnIt().label(to).label(handler).insn(POP).awaitText("failed").returnIt();
    }

    private static void handles(Shape code) {
      Handle max = new Handle(H_INVOKESTATIC, "java/lang/Math", "max", "(II)I", false);
      code.ldc(max).ldc(Type.getMethodType("(II)I")).ldc(Type.getType("[[J")).awaitText("x");
      code.insn(POP, POP, POP).insn(ICONST_1).awaitInt().insn(ICONST_3).awaitInt();
      code.call(INVOKEVIRTUAL, MethodHandle.class, "invokeExact", "(II)I").returnInt();
    }

    private static void indy(Shape code) {
      code.ldc("a").awaitText("b").awaitText("c");
      code.add(
          m ->
              m.visitInvokeDynamicInsn(
                  "makeConcatWithConstants",
                  "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;",
                  new Handle(
                      H_INVOKESTATIC,
                      "java/lang/invoke/StringConcatFactory",
                      "makeConcatWithConstants",
                      "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
                          + "Ljava/lang/invoke/MethodType;Ljava/lang/String;[Ljava/lang/Object;)"
                          + "Ljava/lang/invoke/CallSite;",
                      false),
                  "\1\1\1"));
      code.awaitIt().returnIt();
    }

    private static void oldVersion(Shape code) {
      code.type(NEW, StringBuilder.class).insn(DUP).awaitText("old");
      code.init(StringBuilder.class, "(Ljava/lang/String;)V").awaitText("!");
      code.call(
          INVOKEVIRTUAL,
          StringBuilder.class,
          "append",
          "(Ljava/lang/String;)Ljava/lang/StringBuilder;");
      code.call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;").returnFuture();
    }

    private static ConstantDynamic constant(String descriptor) {
      return new ConstantDynamic(
          "constant",
          descriptor,
          new Handle(
              Opcodes.H_INVOKESTATIC,
              Type.getInternalName(ConstantsTest.class),
              "bootstrap",
              "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;)"
                  + "Ljava/lang/Object;",
              false));
    }
  }

  /** Called by the JVM for the constants. */
  public static Object bootstrap(MethodHandles.Lookup lookup, String name, Class<?> type) {
    if (type == long.class) {
      return 1L;
    }
    if (type == double.class) {
      return 1.5;
    }
    if (type == String.class) {
      return "x";
    }
    if (type == int[].class) {
      return new int[] {1, 2};
    }
    if (type == CompletableFuture.class) {
      return Stages.later("condy");
    }
    throw new IllegalStateException("no constant of " + type);
  }

  @ParameterizedTest
  @EnumSource
  void originalVerifies(Case shape) throws Exception {
    assertEquals(shape.expected, Shape.original(shape.classFiles));
  }

  @ParameterizedTest
  @EnumSource
  void wovenVerifies(Case shape) throws Exception {
    Shape.assertSameWhenWoven(shape.classFiles);
  }
}
