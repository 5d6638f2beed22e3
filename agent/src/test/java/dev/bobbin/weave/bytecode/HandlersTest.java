package dev.bobbin.weave.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.objectweb.asm.Opcodes.*;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.Label;

/** Exception tables as obfuscators and generators write them. */
class HandlersTest {

  private static final String CONCAT = "(Ljava/lang/String;)Ljava/lang/String;";

  enum Case {
    SHARED_BY_THREE_RANGES("abcend [a, b, c]", Shape.ofStatic(Case::shared)),
    RANGE_IS_THE_AWAIT_ALONE("caught []", Shape.ofStatic(Case::awaitAlone)),
    RANGE_ENDS_BEFORE_THE_AWAIT(
        "java.lang.IllegalStateException: out []", Shape.ofStatic(Case::endsBefore)),
    RANGE_BEGINS_BEHIND_THE_AWAIT(
        "java.lang.IllegalStateException: out []", Shape.ofStatic(Case::beginsBehind)),
    WHOLE_METHOD_IS_A_RANGE("xcaught []", Shape.ofStatic(Case::wholeMethod)),
    HANDLER_IS_IN_FRONT_OF_ITS_RANGE("3f []", Shape.ofStatic(Case::inFront)),
    NORMAL_FLOW_FALLS_INTO_THE_HANDLER("fell []", Shape.ofStatic(Case::fallsInto)),
    HANDLER_COVERS_ITSELF_AND_AWAITS("3 []", Shape.ofStatic(Case::coversItself)),
    EXCEPTION_STAYS_ON_THE_STACK("one []", Shape.ofStatic(Case::staysOnStack)),
    FINALLY_AS_ANY_TYPE("java.lang.IllegalStateException: f [finally]", Shape.ofStatic(Case::any)),
    LOCAL_OF_OTHER_TYPE_IN_THE_HANDLER("text7 []", Shape.ofStatic(Case::otherType)),
    LOCAL_SET_IN_THE_RANGE("second []", Shape.ofStatic(Case::setInRange)),
    NEW_OBJECT_LOST_IN_THE_HANDLER("kept []", Shape.ofStatic(Case::lostObject)),
    NESTED_RANGES_WITH_ONE_START("ab []", Shape.ofStatic(Case::sameStart)),
    HANDLER_LEADS_BACK_INTO_ITS_RANGE("3 []", Shape.ofStatic(Case::retry));

    final String expected;
    final Map<String, byte[]> classFiles;

    Case(String expected, Map<String, byte[]> classFiles) {
      this.expected = expected;
      this.classFiles = classFiles;
    }

    private static void shared(Shape code) {
      Label handler = new Label();
      Label[] starts = {new Label(), new Label(), new Label()};
      Label[] ends = {new Label(), new Label(), new Label()};
      for (int i = 0; i < 3; i++) {
        code.tryCatch(starts[i], ends[i], handler, IllegalStateException.class);
      }
      code.ldc("").var(ASTORE, 0).insn(ICONST_0).var(ISTORE, 1);
      for (int i = 0; i < 3; i++) {
        code.label(starts[i]).awaitFailure("abc".substring(i, i + 1)).insn(POP).label(ends[i]);
        code.awaitText("never").insn(POP);
      }
      code.ldc("never").returnIt().label(handler);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;").step();
      code.awaitIt().type(CHECKCAST, String.class).var(ALOAD, 0).insn(SWAP);
      code.call(INVOKEVIRTUAL, String.class, "concat", CONCAT).var(ASTORE, 0).iinc(1, 1);
      code.var(ILOAD, 1).insn(ICONST_1).jump(IF_ICMPEQ, starts[1]);
      code.var(ILOAD, 1).insn(ICONST_2).jump(IF_ICMPEQ, starts[2]);
      code.var(ALOAD, 0).awaitText("end").call(INVOKEVIRTUAL, String.class, "concat", CONCAT);
      code.returnIt();
    }

    private static Shape failing(Shape code, String message) {
      code.type(NEW, IllegalStateException.class).insn(DUP).ldc(message);
      code.init(IllegalStateException.class, "(Ljava/lang/String;)V");
      return code.call(
          INVOKESTATIC,
          dev.bobbin.weave.fixtures.Stages.class,
          "failing",
          "(Ljava/lang/Throwable;)Ljava/util/concurrent/CompletableFuture;");
    }

    private static void awaitAlone(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      failing(code, "caught").label(from).awaitStage().label(to).returnIt();
      code.label(handler);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;").returnIt();
    }

    private static void endsBefore(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, Throwable.class);
      failing(code.label(from), "out").label(to).awaitStage().returnIt();
      code.label(handler).insn(POP).ldc("caught").returnIt();
    }

    private static void beginsBehind(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, Throwable.class);
      failing(code, "out").awaitStage().label(from).insn(NOP).returnIt().label(to);
      code.label(handler).insn(POP).ldc("caught").returnIt();
    }

    private static void wholeMethod(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, Throwable.class);
      code.label(from).awaitText("x").var(ASTORE, 0).awaitFailure("caught").returnIt().label(to);
      code.label(handler);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;");
      code.var(ASTORE, 1).awaitText("x").var(ALOAD, 1);
      code.call(INVOKEVIRTUAL, String.class, "concat", CONCAT).returnIt();
    }

    private static void inFront(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      Label start = new Label();
      Label end = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.insn(ICONST_0).var(ISTORE, 0).ldc("").var(ASTORE, 1).jump(GOTO, start);
      code.label(handler);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;");
      code.awaitIt().type(CHECKCAST, String.class).var(ASTORE, 1);
      code.label(start).iinc(0, 1).var(ILOAD, 0).awaitInt().insn(ICONST_3);
      code.jump(IF_ICMPGE, end).label(from).awaitFailure("f").insn(POP).label(to);
      code.label(end).var(ILOAD, 0);
      code.call(INVOKESTATIC, String.class, "valueOf", "(I)Ljava/lang/String;").var(ALOAD, 1);
      code.call(INVOKEVIRTUAL, String.class, "concat", CONCAT).returnIt();
    }

    private static void fallsInto(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.label(from).awaitText("x").insn(POP).label(to).type(NEW, RuntimeException.class);
      code.insn(DUP).awaitText("fell").init(RuntimeException.class, "(Ljava/lang/String;)V");
      code.label(handler).awaitText("y").insn(POP).type(CHECKCAST, Throwable.class);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;").returnIt();
    }

    private static void coversItself(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      Label end = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.insn(ICONST_0).var(ISTORE, 0);
      code.label(from).awaitFailure("1").insn(POP).ldc("never").returnIt();
      code.label(handler).insn(POP).iinc(0, 1).var(ILOAD, 0).insn(ICONST_3);
      code.jump(IF_ICMPGE, end).awaitText("x").insn(POP).awaitFailure("2").returnIt();
      code.label(to).label(end).var(ILOAD, 0).returnInt();
    }

    private static void staysOnStack(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.label(from).awaitFailure("one").returnIt().label(to);
      code.label(handler).awaitText("x").insn(POP).awaitText("y").insn(POP);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;").returnIt();
    }

    private static void any(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.add(m -> m.visitTryCatchBlock(from, to, handler, null));
      code.label(from).awaitFailure("f").returnIt().label(to);
      code.label(handler).awaitText("finally").step().insn(POP, ATHROW);
    }

    /**
     * Slot 0 is text in the range's first half and a number in the other: no type in the handler.
     */
    private static void otherType(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.ldc("text").var(ASTORE, 1).ldc("a").var(ASTORE, 0);
      code.label(from).awaitText("x").insn(POP).ldc(7).var(ISTORE, 0);
      code.awaitFailure("7").returnIt().label(to).label(handler);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;");
      code.var(ASTORE, 0).var(ALOAD, 1).awaitText("").insn(POP).var(ALOAD, 0);
      code.call(INVOKEVIRTUAL, String.class, "concat", CONCAT).returnIt();
    }

    private static void setInRange(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.ldc("first").var(ASTORE, 0).label(from).awaitText("x").insn(POP);
      code.ldc("second").var(ASTORE, 0).awaitFailure("f").insn(POP);
      code.ldc("third").var(ASTORE, 0).ldc("no").returnIt().label(to);
      code.label(handler).insn(POP).awaitText("y").insn(POP).var(ALOAD, 0).returnIt();
    }

    private static void lostObject(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.ldc("kept").var(ASTORE, 0);
      code.label(from).type(NEW, StringBuilder.class).insn(DUP).var(ASTORE, 1);
      code.awaitText("x").insn(POP).awaitFailure("f").type(CHECKCAST, String.class);
      code.init(StringBuilder.class, "(Ljava/lang/String;)V").label(to).ldc("no").returnIt();
      code.label(handler).insn(POP).awaitText("y").insn(POP).var(ALOAD, 0).returnIt();
    }

    private static void sameStart(Shape code) {
      Label from = new Label();
      Label inner = new Label();
      Label outer = new Label();
      Label first = new Label();
      Label second = new Label();
      code.tryCatch(from, inner, first, IllegalStateException.class);
      code.tryCatch(from, outer, second, RuntimeException.class);
      code.ldc("").var(ASTORE, 0);
      code.label(from).awaitFailure("a").insn(POP).label(inner).ldc("no").returnIt();
      code.label(first);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;");
      code.var(ASTORE, 0).awaitFailure("b").returnIt().label(outer).label(second);
      code.call(INVOKEVIRTUAL, Throwable.class, "getMessage", "()Ljava/lang/String;");
      code.var(ASTORE, 1).var(ALOAD, 0).awaitText("").insn(POP).var(ALOAD, 1);
      code.call(INVOKEVIRTUAL, String.class, "concat", CONCAT).returnIt();
    }

    private static void retry(Shape code) {
      Label from = new Label();
      Label to = new Label();
      Label handler = new Label();
      Label inside = new Label();
      code.tryCatch(from, to, handler, IllegalStateException.class);
      code.insn(ICONST_0).var(ISTORE, 0).label(from).awaitFailure("f").insn(POP);
      code.label(inside).var(ILOAD, 0).awaitInt().insn(ICONST_3);
      Label end = new Label();
      code.jump(IF_ICMPGE, end).awaitFailure("g").insn(POP).label(to).ldc("no").returnIt();
      code.label(handler).insn(POP).iinc(0, 1).awaitText("h").insn(POP).jump(GOTO, inside);
      code.label(end).var(ILOAD, 0).returnInt();
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
