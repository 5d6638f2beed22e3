package dev.bobbin.weave.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.objectweb.asm.Opcodes.*;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.Label;

/** Jumps and exception tables that javac does not write. */
class ControlFlowTest {

  enum Case {
    LOOP_WITH_TWO_ENTRIES("13 []", Shape.of(Case::twoEntries)),
    LOOP_HEADER_WITH_OPERANDS("1039 []", Shape.of(Case::operandsAtHeader)),
    HANDLER_IS_A_LOOP_HEADER("done3 [f, f, f]", Shape.of(Case::handlerIsHeader)),
    JUMP_INTO_A_HANDLER("jumpedcaught [first]", Shape.of(Case::jumpIntoHandler)),
    OVERLAPPING_RANGES("ab [one, two]", Shape.of(Case::overlapping)),
    RANGE_COVERS_ITS_OWN_HANDLER("2 []", Shape.of(Case::selfCovering)),
    SWAPPED_OPERANDS("ab []", Shape.of(Case::swap)),
    METHOD_STARTS_WITH_ITS_LOOP("5 []", Shape.ofStatic(Case::loopAtStart)),
    AWAIT_IS_THE_LOOP_HEADER("x [x, x, x]", Shape.ofStatic(Case::awaitAtHeader)),
    DEAD_HANDLER("fine []", Shape.of(Case::deadHandler));

    final String expected;
    final Map<String, byte[]> classFiles;

    Case(String expected, Map<String, byte[]> classFiles) {
      this.expected = expected;
      this.classFiles = classFiles;
    }

    /** One entry at the top, the other in the middle: C2 calls it irreducible. */
    private static void twoEntries(Shape code) {
      Label top = new Label();
      Label middle = new Label();
      Label end = new Label();
      code.insn(ICONST_0).var(ISTORE, 1).insn(ICONST_3).awaitInt().var(ISTORE, 2);
      code.var(ILOAD, 2).insn(ICONST_3).jump(IF_ICMPEQ, middle);
      code.label(top).iinc(1, 10).var(ILOAD, 1).awaitInt().insn(POP);
      code.label(middle).iinc(2, -1).iinc(1, 1).var(ILOAD, 2).awaitInt();
      code.insn(ICONST_1).jump(IF_ICMPLE, end).jump(GOTO, top);
      code.label(end).var(ILOAD, 1).insn(ICONST_1, IADD).returnInt();
    }

    private static void operandsAtHeader(Shape code) {
      Label header = new Label();
      Label end = new Label();
      code.insn(ICONST_0).var(ISTORE, 1).ldc(1000).insn(ICONST_3);
      code.label(header);
      code.var(ILOAD, 1).insn(ICONST_4).jump(IF_ICMPGE, end);
      code.var(ILOAD, 1).awaitInt().insn(ICONST_3, IMUL, IADD, IADD, ICONST_3).iinc(1, 1);
      code.jump(GOTO, header);
      code.label(end).insn(POP).ldc(9).insn(IADD).returnInt();
    }

    private static void handlerIsHeader(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      Label end = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.insn(ICONST_0).var(ISTORE, 1).type(NEW, IllegalStateException.class).insn(DUP);
      code.ldc("f").init(IllegalStateException.class, "(Ljava/lang/String;)V");
      code.label(handler);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;").step();
      code.insn(POP).iinc(1, 1).var(ILOAD, 1).insn(ICONST_3).jump(IF_ICMPGE, end);
      code.label(from).awaitFailure("f").insn(POP).label(to).ldc("not reached").returnIt();
      code.label(end).awaitText("done").var(ILOAD, 1);
      code.call(INVOKESTATIC, String.class, "valueOf", "(I)Ljava/lang/String;");
      code.call(INVOKEVIRTUAL, String.class, "concat", "(Ljava/lang/String;)Ljava/lang/String;");
      code.returnIt();
    }

    private static void jumpIntoHandler(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      Label inside = new Label();
      Label second = new Label();
      code.tryCatch(from, to, handler, Throwable.class);
      code.ldc("jumped").var(ASTORE, 1);
      code.ldc("first").step().insn(POP).jump(GOTO, inside);
      code.label(from).awaitFailure("caught").insn(POP).label(to).ldc("no").returnIt();
      code.label(handler);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;");
      code.var(ALOAD, 1).insn(SWAP);
      code.call(INVOKEVIRTUAL, String.class, "concat", "(Ljava/lang/String;)Ljava/lang/String;");
      code.var(ASTORE, 1).jump(GOTO, second);
      code.label(inside).awaitText("x").insn(POP).jump(GOTO, from);
      code.label(second).awaitText("y").insn(POP).var(ALOAD, 1).returnIt();
    }

    private static void overlapping(Shape code) {
      Label a = new Label();
      Label b = new Label();
      Label c = new Label();
      Label d = new Label();
      Label one = new Label();
      Label two = new Label();
      code.tryCatch(a, c, one, IllegalStateException.class);
      code.tryCatch(b, d, two, RuntimeException.class);
      code.ldc("").var(ASTORE, 1);
      code.label(a).awaitText("x").insn(POP).label(b).awaitFailure("a").insn(POP);
      code.label(c).awaitFailure("b").insn(POP).label(d).ldc("no").returnIt();
      code.label(one).call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;");
      code.var(ASTORE, 1).ldc("one").step().insn(POP).jump(GOTO, c);
      code.label(two).call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;");
      code.ldc("two").step().insn(POP).var(ALOAD, 1).insn(SWAP);
      code.call(INVOKEVIRTUAL, String.class, "concat", "(Ljava/lang/String;)Ljava/lang/String;");
      code.awaitIt().returnIt();
    }

    private static void selfCovering(Shape code) {
      Label from = new Label();
      Label handler = new Label();
      Label to = new Label();
      Label end = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.insn(ICONST_0).var(ISTORE, 1);
      code.label(from).awaitFailure("1").insn(POP, ACONST_NULL);
      code.label(handler).insn(POP).iinc(1, 1).var(ILOAD, 1).insn(ICONST_2);
      code.jump(IF_ICMPGE, end).awaitFailure("2").insn(POP).jump(GOTO, end).label(to);
      code.label(end).var(ILOAD, 1).awaitInt().returnInt();
    }

    private static void swap(Shape code) {
      code.ldc("b").awaitText("a").insn(SWAP);
      code.call(INVOKEVIRTUAL, String.class, "concat", "(Ljava/lang/String;)Ljava/lang/String;");
      code.returnIt();
    }

    private static void loopAtStart(Shape code) {
      Label start = new Label();
      code.label(start).insn(ICONST_5).awaitInt().var(ISTORE, 0);
      code.var(ILOAD, 0).jump(IFLT, start).var(ILOAD, 0).returnInt();
    }

    private static void awaitAtHeader(Shape code) {
      Label header = new Label();
      code.insn(ICONST_0).var(ISTORE, 0).ldc("x");
      code.label(header).awaitIt().step().iinc(0, 1);
      code.var(ILOAD, 0).insn(ICONST_3).jump(IF_ICMPLT, header).returnIt();
    }

    private static void deadHandler(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label taken = new Label();
      Label dead = new Label();
      code.tryCatch(from, to, taken, Throwable.class);
      code.tryCatch(from, to, dead, RuntimeException.class);
      code.label(from).awaitFailure("x").insn(POP).label(to).ldc("no").returnIt();
      code.label(taken).insn(POP).awaitText("fine").returnIt();
      code.label(dead).insn(POP).awaitText("dead").returnIt();
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
