package dev.bobbin.weave.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.objectweb.asm.Opcodes.*;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.Label;

/** Objects whose constructor has not run yet, in places where javac leaves none: JVMS 4.10.1.9. */
class UninitializedObjectsTest {

  enum Case {
    NEW_WITHOUT_DUP(
        Shape.of(
            code ->
                code.type(NEW, StringBuilder.class)
                    .awaitText("lost")
                    .init(StringBuilder.class, "(Ljava/lang/String;)V")
                    .ldc("end")
                    .returnIt())),
    NEVER_INITIALISED(
        Shape.of(
            code ->
                code.type(NEW, StringBuilder.class).awaitText("value").insn(SWAP, POP).returnIt())),
    MANY_DUPS(
        Shape.of(
            code ->
                code.type(NEW, StringBuilder.class)
                    .insn(DUP, DUP, DUP)
                    .awaitText("many")
                    .init(StringBuilder.class, "(Ljava/lang/String;)V")
                    .awaitText("!")
                    .call(
                        INVOKEVIRTUAL,
                        StringBuilder.class,
                        "append",
                        "(Ljava/lang/String;)Ljava/lang/StringBuilder;")
                    .insn(POP, POP)
                    .call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;")
                    .returnIt())),
    COPY_IN_A_LOCAL(
        Shape.of(
            code ->
                code.type(NEW, StringBuilder.class)
                    .insn(DUP)
                    .var(ASTORE, 1)
                    .awaitText("copied")
                    .init(StringBuilder.class, "(Ljava/lang/String;)V")
                    .awaitText("x")
                    .insn(POP)
                    .var(ALOAD, 1)
                    .call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;")
                    .returnIt())),
    ONLY_IN_A_LOCAL(
        Shape.ofStatic(
            code ->
                code.type(NEW, StringBuilder.class)
                    .var(ASTORE, 3)
                    .awaitText("a")
                    .var(ASTORE, 1)
                    .var(ALOAD, 3)
                    .var(ALOAD, 1)
                    .init(StringBuilder.class, "(Ljava/lang/String;)V")
                    .var(ALOAD, 3)
                    .call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;")
                    .returnIt())),
    BELOW_A_LONG_AND_A_DOUBLE(
        Shape.of(
            code ->
                code.insn(DCONST_1)
                    .type(NEW, StringBuilder.class)
                    .insn(DUP)
                    .ldc(7L)
                    .awaitText("wide")
                    .insn(DUP_X2, POP, POP2)
                    .init(StringBuilder.class, "(Ljava/lang/String;)V")
                    .insn(DUP_X2, POP)
                    .insn(D2I, POP)
                    .call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;")
                    .returnIt())),
    MADE_AGAIN_WHILE_AN_OLD_ONE_IS_IN_A_LOCAL(
        Shape.of(
            code -> {
              Label again = new Label();
              Label end = new Label();
              code.insn(ICONST_0)
                  .var(ISTORE, 1)
                  .label(again)
                  .type(NEW, StringBuilder.class)
                  .insn(DUP)
                  .var(ASTORE, 2)
                  .awaitText("r")
                  .init(StringBuilder.class, "(Ljava/lang/String;)V")
                  .iinc(1, 1)
                  .var(ILOAD, 1)
                  .insn(ICONST_3)
                  .jump(IF_ICMPGE, end)
                  .type(NEW, StringBuilder.class)
                  .var(ASTORE, 2)
                  .jump(GOTO, again)
                  .label(end)
                  .var(ALOAD, 2)
                  .call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;")
                  .returnIt();
            })),
    UNDER_A_LONG_ACROSS_A_BRANCH(
        Shape.of(
            code -> {
              Label other = new Label();
              Label join = new Label();
              code.type(NEW, StringBuilder.class)
                  .insn(DUP)
                  .insn(LCONST_1)
                  .type(NEW, String.class)
                  .insn(DUP, DCONST_1)
                  .insn(ICONST_0)
                  .awaitInt()
                  .jump(IFEQ, other)
                  .awaitText("yes")
                  .jump(GOTO, join)
                  .label(other)
                  .awaitText("no")
                  .label(join)
                  .insn(DUP_X2, POP, POP2)
                  .init(String.class, "(Ljava/lang/String;)V")
                  .insn(DUP_X2, POP)
                  .insn(L2I)
                  .awaitInt()
                  .insn(POP)
                  .init(StringBuilder.class, "(Ljava/lang/String;)V")
                  .call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;")
                  .returnIt();
            })),
    DUPLICATED_UNDER_OTHER_VALUES(
        Shape.ofStatic(
            code ->
                code.insn(ICONST_5)
                    .type(NEW, StringBuilder.class)
                    .insn(DUP_X1, DUP2, POP)
                    .awaitInt()
                    .var(ISTORE, 0)
                    .insn(SWAP, POP)
                    .awaitText("x")
                    .init(StringBuilder.class, "(Ljava/lang/String;)V")
                    .awaitText("y")
                    .insn(POP)
                    .call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;")
                    .returnIt())),
    MADE_IN_FRONT_OF_A_LOOP(
        Shape.ofStatic(
            code -> {
              Label again = new Label();
              code.type(NEW, StringBuilder.class)
                  .insn(DUP)
                  .var(ASTORE, 1)
                  .ldc("start")
                  .var(ASTORE, 2)
                  .insn(ICONST_0)
                  .var(ISTORE, 0)
                  .label(again)
                  .awaitText("r")
                  .var(ASTORE, 2)
                  .iinc(0, 1)
                  .var(ILOAD, 0)
                  .awaitInt()
                  .insn(ICONST_3)
                  .jump(IF_ICMPLT, again)
                  .var(ALOAD, 2)
                  .init(StringBuilder.class, "(Ljava/lang/String;)V")
                  .var(ALOAD, 1)
                  .awaitText("z")
                  .insn(POP)
                  .call(INVOKEVIRTUAL, Object.class, "toString", "()Ljava/lang/String;")
                  .returnIt();
            })),
    TWO_OF_ONE_TYPE_ACROSS_A_BRANCH(
        Shape.of(
            code -> {
              Label other = new Label();
              Label join = new Label();
              code.type(NEW, String.class)
                  .insn(DUP)
                  .type(NEW, StringBuilder.class)
                  .insn(DUP)
                  .insn(ICONST_1)
                  .awaitInt()
                  .jump(IFEQ, other)
                  .awaitText("yes")
                  .jump(GOTO, join)
                  .label(other)
                  .awaitText("no")
                  .label(join)
                  .init(StringBuilder.class, "(Ljava/lang/String;)V")
                  .awaitText("z")
                  .insn(POP)
                  .init(String.class, "(Ljava/lang/StringBuilder;)V")
                  .returnIt();
            }));

    final Map<String, byte[]> classFiles;

    Case(Map<String, byte[]> classFiles) {
      this.classFiles = classFiles;
    }
  }

  @ParameterizedTest
  @EnumSource
  void originalVerifies(Case shape) throws Exception {
    Shape.original(shape.classFiles);
  }

  @ParameterizedTest
  @EnumSource
  void wovenVerifies(Case shape) throws Exception {
    Shape.assertSameWhenWoven(shape.classFiles);
  }

  /** That the cases do what their names say, and do not fail alike on both sides. */
  @Test
  void noCaseFails() throws Exception {
    for (Case shape : Case.values()) {
      String outcome = Shape.original(shape.classFiles);
      assertEquals(0, Stream.of("Exception", "Error").filter(outcome::contains).count(), outcome);
    }
  }
}
