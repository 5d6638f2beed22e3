package dev.bobbin.weave.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.weave.Weaving;
import dev.bobbin.weave.fixtures.LoopsFixture;
import dev.bobbin.weave.fixtures.TryFixture;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

  private static void assertReducible(MethodNode body) {
    List<Loops.Loop> loops = Loops.of(ControlFlow.of(body));

    assertTrue(loops.size() > 0, "no loop at all");
    assertEquals(
        List.of(), loops.stream().filter(loop -> loop.header() == Loops.IRREDUCIBLE).toList());
  }
}
