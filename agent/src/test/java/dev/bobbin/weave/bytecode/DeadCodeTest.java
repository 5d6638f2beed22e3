package dev.bobbin.weave.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.objectweb.asm.Opcodes.*;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.Label;

/**
 * Code that control never reaches. ASM would overwrite it where it computes frames, so the frames
 * are written by hand; the JVM's verifier looks at it all the same.
 */
class DeadCodeTest {

  enum Case {
    NEEDS_THE_DEEPEST_STACK("x []", Shape.byHand(40, 0, Case::deepStack)),
    AWAITS("x []", Shape.byHand(3, 2, Case::awaits)),
    LOOPS_AND_AWAITS("x []", Shape.byHand(3, 2, Case::loops)),
    HAS_A_TRY_RANGE_OF_ITS_OWN("x []", Shape.byHand(5, 1, Case::ownRange)),
    IS_HALF_OF_A_TRY_RANGE("caught []", Shape.byHand(4, 1, Case::halfOfARange)),
    HOLDS_AN_UNINITIALISED_OBJECT("x []", Shape.byHand(5, 1, Case::uninitialised)),
    JUMPS_INTO_A_LIVE_LOOP("xxx [x, x]", Shape.byHand(4, 2, Case::jumpsIntoALoop));

    final String expected;
    final Map<String, byte[]> classFiles;

    Case(String expected, Map<String, byte[]> classFiles) {
      this.expected = expected;
      this.classFiles = classFiles;
    }

    private static void deepStack(Shape code) {
      code.awaitText("x").returnIt();
      code.frame(List.of());
      for (int i = 0; i < 40; i++) {
        code.insn(ICONST_1);
      }
      for (int i = 0; i < 40; i++) {
        code.insn(POP);
      }
      code.insn(ACONST_NULL).returnIt();
    }

    private static void awaits(Shape code) {
      code.awaitText("x").returnIt();
      code.frame(List.of("java/lang/String", INTEGER), "java/lang/String");
      code.awaitIt().insn(POP).var(ILOAD, 1).awaitInt().insn(POP);
      code.var(ALOAD, 0).returnIt();
    }

    private static void loops(Shape code) {
      Label header = new Label();
      code.awaitText("x").returnIt();
      code.label(header).frame(List.of(INTEGER));
      code.var(ILOAD, 0).awaitInt().insn(POP).iinc(0, 1).jump(GOTO, header);
    }

    private static void ownRange(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, Throwable.class);
      code.awaitText("x").returnIt();
      code.label(from).frame(List.of()).awaitFailure("never").returnIt().label(to);
      code.label(handler).frame(List.of(), "java/lang/Throwable");
      code.awaitText("never").returnIt();
    }

    private static void halfOfARange(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.label(from).awaitFailure("caught").returnIt();
      code.frame(List.of()).awaitText("never").returnIt().label(to);
      code.label(handler).frame(List.of(), "java/lang/IllegalStateException");
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;");
      code.awaitIt().returnIt();
    }

    private static void uninitialised(Shape code) {
      code.awaitText("x").returnIt();
      code.frame(List.of()).type(NEW, StringBuilder.class).insn(DUP).awaitText("never");
      code.init(StringBuilder.class, "(Ljava/lang/String;)V").returnIt();
    }

    private static void jumpsIntoALoop(Shape code) {
      Label header = new Label();
      Label end = new Label();
      List<Object> locals = List.of("java/lang/String", INTEGER);
      code.ldc("x").var(ASTORE, 0).insn(ICONST_0).var(ISTORE, 1);
      code.label(header).frame(locals).var(ILOAD, 1).insn(ICONST_2).jump(IF_ICMPGE, end);
      code.awaitText("x").step().type(CHECKCAST, String.class).var(ALOAD, 0).insn(SWAP);
      code.call(INVOKEVIRTUAL, String.class, "concat", "(Ljava/lang/String;)Ljava/lang/String;");
      code.var(ASTORE, 0).iinc(1, 1).jump(GOTO, header);
      code.frame(locals).awaitText("never").insn(POP).jump(GOTO, header);
      code.label(end).frame(locals).var(ALOAD, 0).returnIt();
      code.frame(Collections.nCopies(2, INTEGER)).insn(ACONST_NULL).returnIt();
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
