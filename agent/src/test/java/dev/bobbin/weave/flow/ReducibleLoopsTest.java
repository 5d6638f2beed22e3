package dev.bobbin.weave.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.weave.Weaving;
import dev.bobbin.weave.fixtures.LoopsFixture;
import dev.bobbin.weave.fixtures.TryFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * HotSpot's C2 does not optimise a loop with two entries. So a loop of the source has to keep its
 * single one when a resumption can get into it too.
 */
class ReducibleLoopsTest {

  private static final byte[] LOOPS = Weaving.weave(Weaving.bytes(LoopsFixture.class)).classFile();
  private static final byte[] TRIES = Weaving.weave(Weaving.bytes(TryFixture.class)).classFile();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "whileLoop",
        "doWhile",
        "forWithAwaitInEveryPart",
        "forEach",
        "fieldOfAnArraysElement",
        "nestedAndLabelled",
        "deeplyNested",
        "infinite",
        "infiniteUntilThrown",
        "oneAfterTheOther",
        "manyRounds"
      })
  void loopsHaveOneEntry(String method) {
    assertReducible(Weaving.body(LOOPS, method));
  }

  @ParameterizedTest
  @ValueSource(strings = {"leftByBreakAndContinue", "tryInALoopInATry", "multiCatch"})
  void loopsAroundTryHaveOneEntry(String method) {
    assertReducible(Weaving.body(TRIES, method));
  }

  /** A resumption runs the rest of a round elsewhere: what is copied goes round no more. */
  @ParameterizedTest
  @ValueSource(strings = {"whileLoop", "doWhile", "forEach", "infinite", "oneAfterTheOther"})
  void loopsAreLeftAsTheyWere(String method) {
    List<Integer> before = headersBytecodes(source(method));

    assertTrue(before.size() > 0, "no loop at all");
    assertEquals(before, headersBytecodes(Weaving.body(LOOPS, method)));
  }

  private static MethodNode source(String method) {
    return Weaving.tree(Weaving.bytes(LoopsFixture.class)).methods.stream()
        .filter(node -> node.name.equals(method))
        .findFirst()
        .orElseThrow();
  }

  /** With what instruction each loop begins. */
  private static List<Integer> headersBytecodes(MethodNode method) {
    ControlFlow flow = ControlFlow.of(method);
    List<Integer> first = new ArrayList<>();
    for (Loops.Loop loop : Loops.of(flow)) {
      AbstractInsnNode at = flow.instruction(loop.header());
      while (at.getOpcode() < 0) {
        at = at.getNext();
      }
      first.add(at.getOpcode());
    }
    return first;
  }

  private static void assertReducible(MethodNode body) {
    List<Loops.Loop> loops = Loops.of(ControlFlow.of(body));

    assertTrue(loops.size() > 0, "no loop at all");
    assertEquals(
        List.of(), loops.stream().filter(loop -> loop.header() == Loops.IRREDUCIBLE).toList());
  }
}
