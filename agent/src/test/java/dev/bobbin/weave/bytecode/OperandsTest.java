package dev.bobbin.weave.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.objectweb.asm.Opcodes.*;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.Label;

/** What may lie on the operand stack under an await: every type, in every order, any number. */
class OperandsTest {

  private static final String CONCAT = "(Ljava/lang/String;)Ljava/lang/String;";

  enum Case {
    WIDE_BELOW_NARROW_AND_BACK("111 []", Shape.ofStatic(Case::wideAndNarrow)),
    AWAITED_BETWEEN_HALVES_OF_DUP2("6 []", Shape.ofStatic(Case::dup2)),
    DUP2_X2_IN_ALL_FORMS("ab12 []", Shape.ofStatic(Case::dup2x2)),
    STAGE_IS_COPIED_UNDER_ITSELF("xx []", Shape.ofStatic(Case::copiedStage)),
    NULLS_OF_NO_TYPE("null []", Shape.ofStatic(Case::nulls)),
    NULL_ARRAY_ELEMENT("null []", Shape.ofStatic(Case::nullArray)),
    THREE_HUNDRED_OPERANDS("301 []", Shape.ofStatic(Case::threeHundred)),
    THREE_HUNDRED_IN_A_LOOP("601 []", Shape.ofStatic(Case::threeHundredInALoop)),
    THREE_HUNDRED_OVER_UNINITIALISED_ONES("n300 []", Shape.ofStatic(Case::manyOverUninitialised)),
    ARRAYS_OF_ANY_RANK("5 []", Shape.ofStatic(Case::arrays)),
    DEEP_AT_A_JOIN("3yes []", Shape.ofStatic(Case::deepAtAJoin)),
    AWAIT_WITH_CLASS_OPERAND("abc []", Shape.ofStatic(Case::declared)),
    AWAITED_VALUE_OF_NO_TYPE("true []", Shape.ofStatic(Case::objectOnly)),
    SAME_OBJECT_TWICE("true []", Shape.ofStatic(Case::sameObject));

    final String expected;
    final Map<String, byte[]> classFiles;

    Case(String expected, Map<String, byte[]> classFiles) {
      this.expected = expected;
      this.classFiles = classFiles;
    }

    private static void wideAndNarrow(Shape code) {
      code.insn(LCONST_1, ICONST_1, DCONST_1, FCONST_1).ldc(100).awaitInt().insn(I2F, FADD);
      code.insn(ICONST_4).awaitInt().insn(I2F, FADD, F2D, DADD).insn(ICONST_3).awaitInt();
      code.insn(I2D, DADD, D2I, IADD, I2L, LADD, L2I).returnInt();
    }

    private static void dup2(Shape code) {
      code.insn(ICONST_1, ICONST_2, DUP2).awaitInt().insn(IADD).awaitInt();
      code.insn(IADD).awaitInt().insn(IADD).returnInt();
    }

    private static void dup2x2(Shape code) {
      code.awaitText("b").awaitText("a").insn(ICONST_1, ICONST_2, DUP2_X2).awaitInt();
      code.insn(POP, POP).call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;");
      code.insn(SWAP).call(INVOKEVIRTUAL, String.class, "concat", CONCAT).insn(DUP_X2, POP);
      code.awaitInt().insn(SWAP).awaitInt().ldc(10).insn(IMUL, IADD, DUP_X1, POP, SWAP);
      code.call(INVOKESTATIC, String.class, "valueOf", "(I)Ljava/lang/String;");
      code.call(INVOKEVIRTUAL, String.class, "concat", CONCAT).returnIt();
    }

    private static void copiedStage(Shape code) {
      code.ldc("x");
      code.call(
          INVOKESTATIC,
          dev.bobbin.weave.fixtures.Stages.class,
          "later",
          "(Ljava/lang/Object;)Ljava/util/concurrent/CompletableFuture;");
      code.insn(DUP).awaitStage().insn(SWAP).awaitStage();
      code.type(CHECKCAST, String.class).insn(SWAP).type(CHECKCAST, String.class);
      code.call(INVOKEVIRTUAL, String.class, "concat", CONCAT).returnIt();
    }

    private static void nulls(Shape code) {
      code.insn(ACONST_NULL, ACONST_NULL, ICONST_1, ACONST_NULL).awaitText("x").insn(POP);
      code.awaitIt().insn(POP, POP, POP).returnIt();
    }

    /** To the verifier an element of null is null. */
    private static void nullArray(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, NullPointerException.class);
      code.insn(ACONST_NULL).var(ASTORE, 0);
      code.label(from).var(ALOAD, 0).insn(ICONST_0, AALOAD).var(ASTORE, 1).label(to);
      code.awaitText("x").insn(POP).var(ALOAD, 1).returnIt();
      code.label(handler).insn(POP).awaitText("null").returnIt();
    }

    private static void threeHundred(Shape code) {
      for (int i = 0; i < 300; i++) {
        code.insn(ICONST_1);
      }
      code.insn(ICONST_1).awaitInt();
      for (int i = 0; i < 300; i++) {
        code.insn(IADD);
      }
      code.returnInt();
    }

    private static void threeHundredInALoop(Shape code) {
      Label again = new Label();
      code.insn(ICONST_0).var(ISTORE, 0).insn(ICONST_1).var(ISTORE, 1).label(again);
      for (int i = 0; i < 100; i++) {
        code.insn(ICONST_1, ACONST_NULL, LCONST_1);
      }
      code.var(ILOAD, 1).awaitInt();
      for (int i = 0; i < 100; i++) {
        code.insn(I2L, LADD, L2I, SWAP, POP, IADD).iinc(0, 1);
      }
      code.var(ISTORE, 1).ldc("x").awaitIt().insn(POP);
      code.var(ILOAD, 0).ldc(300).jump(IF_ICMPLT, again).var(ILOAD, 1).returnInt();
    }

    private static void manyOverUninitialised(Shape code) {
      code.type(NEW, StringBuilder.class).insn(DUP).type(NEW, String.class).insn(DUP);
      for (int i = 0; i < 300; i++) {
        code.insn(ICONST_1);
      }
      code.insn(ICONST_0).awaitInt();
      for (int i = 0; i < 300; i++) {
        code.insn(IADD);
      }
      code.call(INVOKESTATIC, String.class, "valueOf", "(I)Ljava/lang/String;").var(ASTORE, 3);
      code.awaitText("n").init(String.class, "(Ljava/lang/String;)V");
      code.init(StringBuilder.class, "(Ljava/lang/String;)V").var(ALOAD, 3);
      code.call(
          INVOKEVIRTUAL,
          StringBuilder.class,
          "append",
          "(Ljava/lang/String;)Ljava/lang/StringBuilder;");
      code.call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;").returnIt();
    }

    private static void arrays(Shape code) {
      code.insn(ICONST_2, ICONST_3).add(m -> m.visitMultiANewArrayInsn("[[[Z", 2));
      code.insn(ICONST_4).add(m -> m.visitIntInsn(NEWARRAY, T_SHORT));
      code.insn(ICONST_1).add(m -> m.visitTypeInsn(ANEWARRAY, "[Ljava/lang/String;"));
      code.insn(ICONST_0).awaitInt().insn(AALOAD).insn(POP, ARRAYLENGTH, SWAP);
      code.insn(ICONST_1).awaitInt().insn(AALOAD, ARRAYLENGTH).insn(IADD);
      code.insn(ICONST_2, ISUB).returnInt();
    }

    private static void deepAtAJoin(Shape code) {
      Label other = new Label();
      Label join = new Label();
      code.insn(LCONST_1, ICONST_1, ICONST_1).awaitInt().jump(IFEQ, other);
      code.awaitText("yes").jump(GOTO, join).label(other).ldc("no").label(join);
      code.awaitIt().type(CHECKCAST, String.class).var(ASTORE, 0);
      code.insn(I2L, LADD, L2I, ICONST_1, IADD);
      code.call(INVOKESTATIC, String.class, "valueOf", "(I)Ljava/lang/String;");
      code.var(ALOAD, 0).call(INVOKEVIRTUAL, String.class, "concat", CONCAT).returnIt();
    }

    private static void declared(Shape code) {
      code.ldc("a").ldc("b");
      code.call(
          INVOKESTATIC,
          dev.bobbin.weave.fixtures.Stages.class,
          "later",
          "(Ljava/lang/Object;)Ljava/util/concurrent/CompletableFuture;");
      code.add(m -> m.visitLdcInsn(org.objectweb.asm.Type.getType(java.io.IOException.class)));
      code.add(
          m ->
              m.visitMethodInsn(
                  INVOKESTATIC,
                  "dev/bobbin/Bobbin",
                  "await",
                  "(Ljava/util/concurrent/CompletionStage;Ljava/lang/Class;)Ljava/lang/Object;",
                  false));
      code.type(CHECKCAST, String.class).call(INVOKEVIRTUAL, String.class, "concat", CONCAT);
      code.awaitText("c").call(INVOKEVIRTUAL, String.class, "concat", CONCAT).returnIt();
    }

    private static void objectOnly(Shape code) {
      code.ldc("k").awaitIt().var(ASTORE, 0).var(ALOAD, 0).ldc("k").awaitIt();
      code.call(INVOKEVIRTUAL, Object.class, "equals", "(Ljava/lang/Object;)Z");
      code.call(INVOKESTATIC, String.class, "valueOf", "(Z)Ljava/lang/String;").returnIt();
    }

    private static void sameObject(Shape code) {
      Label differ = new Label();
      code.type(NEW, Object.class).insn(DUP).init(Object.class, "()V").insn(DUP).var(ASTORE, 2);
      code.insn(DUP).awaitText("x").insn(POP).jump(IF_ACMPNE, differ);
      code.var(ALOAD, 2).insn(POP).ldc("true").returnIt();
      code.label(differ).ldc("false").returnIt();
    }
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
