package dev.bobbin.weave.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.objectweb.asm.Opcodes.*;

import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaving;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.Label;

/** Local slots that are used for one thing after another. */
class SlotsTest {

  enum Case {
    SLOT_CHANGES_TYPE("aab []", Shape.of(Case::changesType)),
    SLOT_OF_THIS_HOLDS_ANOTHER_OBJECT("text! []", Shape.of(Case::thisIsOverwritten)),
    SLOT_OF_THIS_HOLDS_AN_INT("7 []", Shape.of(Case::thisBecomesAnInt)),
    LONG_OVER_TWO_INTS("17 []", Shape.ofStatic(Case::longOverInts)),
    HALF_OF_A_LONG_IS_OVERWRITTEN("12 []", Shape.ofStatic(Case::halfOfALong)),
    INT_IN_ONE_BRANCH_TEXT_IN_THE_OTHER("x []", Shape.ofStatic(Case::eitherOr)),
    LAST_PARAMETER_BECOMES_HALF_OF_A_LONG("21 []", Shape.ofParameters(Case::straddling)),
    PARAMETERS_CHANGE_TYPE("ab1 []", Shape.ofParameters(Case::parameters)),
    SLOT_65000("3 []", Shape.ofStatic(Case::farSlot)),
    NULL_BECOMES_ANYTHING("null []", Shape.ofStatic(Case::nullOnly));

    final String expected;
    final Map<String, byte[]> classFiles;

    Case(String expected, Map<String, byte[]> classFiles) {
      this.expected = expected;
      this.classFiles = classFiles;
    }

    private static void changesType(Shape code) {
      code.awaitText("a").var(ASTORE, 1).var(ALOAD, 1).var(ASTORE, 2);
      code.insn(ICONST_5).awaitInt().var(ISTORE, 1).insn(DCONST_1).var(DSTORE, 3);
      code.awaitText("a").insn(FCONST_1).var(FSTORE, 1).var(ASTORE, 3);
      code.var(ALOAD, 2).var(ALOAD, 3);
      code.call(INVOKEVIRTUAL, String.class, "concat", "(Ljava/lang/String;)Ljava/lang/String;");
      code.awaitText("b");
      code.call(INVOKEVIRTUAL, String.class, "concat", "(Ljava/lang/String;)Ljava/lang/String;");
      code.returnIt();
    }

    private static void thisIsOverwritten(Shape code) {
      code.ldc("text").var(ASTORE, 0).awaitText("!").var(ALOAD, 0).insn(SWAP);
      code.call(INVOKEVIRTUAL, String.class, "concat", "(Ljava/lang/String;)Ljava/lang/String;");
      code.returnIt();
    }

    private static void thisBecomesAnInt(Shape code) {
      Label again = new Label();
      code.insn(ICONST_4).var(ISTORE, 0);
      code.label(again).insn(ICONST_1).awaitInt().var(ILOAD, 0).insn(IADD).var(ISTORE, 0);
      code.var(ILOAD, 0).ldc(7).jump(IF_ICMPLT, again).var(ILOAD, 0).returnInt();
    }

    private static void longOverInts(Shape code) {
      code.insn(ICONST_3).var(ISTORE, 0).insn(ICONST_4).var(ISTORE, 1);
      code.insn(ICONST_5).awaitInt().var(ILOAD, 0).insn(IADD).var(ILOAD, 1).insn(IADD, I2L);
      code.var(LSTORE, 0).insn(ICONST_5).awaitInt().insn(I2L).var(LLOAD, 0).insn(LADD, L2I);
      code.returnInt();
    }

    private static void halfOfALong(Shape code) {
      code.ldc(9L).var(LSTORE, 1).insn(ICONST_5).var(ISTORE, 2);
      code.ldc(7).awaitInt().var(ILOAD, 2).insn(IADD).returnInt();
    }

    private static void eitherOr(Shape code) {
      Label other = new Label();
      Label join = new Label();
      code.insn(ICONST_1).awaitInt().jump(IFEQ, other);
      code.ldc("text").var(ASTORE, 0).jump(GOTO, join);
      code.label(other).insn(ICONST_2).var(ISTORE, 0);
      code.label(join).awaitText("x").returnIt();
    }

    /** Its other half is the slot where the coroutine frame would be. */
    private static void straddling(Shape code) {
      code.var(ILOAD, 2).awaitInt().var(ILOAD, 1).insn(IADD, I2L).var(LSTORE, 2);
      code.ldc(16).awaitInt().var(LLOAD, 2).insn(L2I, IADD).returnInt();
    }

    private static void parameters(Shape code) {
      code.awaitText("a").var(ASTORE, 1).ldc(2.5).var(DSTORE, 2).awaitText("b").var(ASTORE, 2);
      code.var(ALOAD, 1).var(ALOAD, 2);
      code.call(INVOKEVIRTUAL, String.class, "concat", "(Ljava/lang/String;)Ljava/lang/String;");
      code.var(ILOAD, 0).awaitInt();
      code.call(INVOKESTATIC, String.class, "valueOf", "(I)Ljava/lang/String;");
      code.call(INVOKEVIRTUAL, String.class, "concat", "(Ljava/lang/String;)Ljava/lang/String;");
      code.returnIt();
    }

    private static void farSlot(Shape code) {
      Label again = new Label();
      code.insn(ICONST_0).var(ISTORE, 65_000);
      code.label(again).iinc(65_000, 1).insn(ICONST_1).awaitInt().insn(POP);
      code.var(ILOAD, 65_000).insn(ICONST_3).jump(IF_ICMPLT, again);
      code.var(ILOAD, 65_000).returnInt();
    }

    private static void nullOnly(Shape code) {
      code.insn(ACONST_NULL).var(ASTORE, 0).insn(ACONST_NULL).awaitText("x").insn(POP);
      code.insn(POP).var(ALOAD, 0).returnIt();
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

  /** The frame's slot cannot be found between them: refused, and not woven wrongly. */
  @Test
  void longOverTheSlotOfThisIsRefused() throws Exception {
    Map<String, byte[]> shape =
        Shape.of(
            code -> code.ldc(1L).var(LSTORE, 0).awaitText("x").var(LLOAD, 0).insn(POP2).returnIt());
    assertEquals("x []", Shape.original(shape));

    WeaveException refused =
        Assertions.assertThrows(
            WeaveException.class, () -> Weaving.weaver().weave(Shape.bytes(shape)));

    assertEquals("unsupported-shape", refused.diagnostics().get(0).slug().toString());
  }
}
