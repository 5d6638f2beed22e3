package dev.bobbin.weave.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.weave.flow.Loops.Loop;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;

class LoopsTest {

  /** How many loops are around each mark. */
  private static List<Integer> depths(String code) {
    MethodNode method = Methods.of("void m(int a, int b) throws Exception { " + code + " }");
    List<Loop> loops = Loops.of(ControlFlow.of(method));
    return Methods.marks(method).stream()
        .map(mark -> (int) loops.stream().filter(loop -> loop.contains(mark)).count())
        .toList();
  }

  @Test
  void straightCodeHasNone() {
    assertEquals(List.of(0, 0), depths("at(1); if (a > b) { at(2); }"));
  }

  @Test
  void nestedLoopsAreNested() {
    assertEquals(
        List.of(0, 1, 2, 3, 2, 0),
        depths(
            "at(1); while (a > 0) { at(2); for (int i = 0; i < b; i++) { at(3); do { at(4); }"
                + " while (b-- > 0); at(5); } } at(6);"));
  }

  @Test
  void codeThatLeavesTheLoopIsOutside() {
    assertEquals(
        List.of(1, 0, 0), depths("while (at(1)) { if (a > 1) { at(2); return; } } at(3);"));
  }

  @Test
  void handlersThatGoRoundAreInside() {
    assertEquals(
        List.of(1, 1, 0),
        depths("while (true) { try { at(1); break; } catch (Exception e) { at(2); } } at(3);"));
  }

  @Test
  void labelledContinueGoesToTheOuterHeader() {
    assertEquals(
        List.of(2, 1, 1),
        depths(
            "o: while (a > 0) { while (b > 0) { at(1); if (a == b) { at(2); continue o; } }"
                + " at(3); }"));
  }

  @Test
  void outerLoopsComeFirst() {
    MethodNode method =
        Methods.of("void m() { while (at(1)) { while (at(2)) {} } while (at(3)) {} }");
    List<Loop> loops = Loops.of(ControlFlow.of(method));
    int inner = Methods.marks(method).get(1);

    List<Integer> sizes =
        loops.stream()
            .filter(loop -> loop.contains(inner))
            .map(l -> l.body().cardinality())
            .toList();

    assertEquals(sizes.stream().sorted((x, y) -> y - x).toList(), sizes);
    assertEquals(2, sizes.size());
  }

  @Test
  void headerIsTheOnlyWayIn() {
    MethodNode method = Methods.of("void m(int a) { at(0); while (a-- > 0) { at(1); } }");
    Loop loop = Loops.of(ControlFlow.of(method)).get(0);

    assertEquals(true, method.instructions.get(loop.header()) instanceof LabelNode);
  }

  @Test
  void twoEntriesMakeALoopIrreducible() {
    MethodNode method = new MethodNode(Opcodes.ACC_STATIC, "m", "(I)V", null, null);
    Label top = new Label();
    Label middle = new Label();
    method.visitVarInsn(Opcodes.ILOAD, 0);
    method.visitJumpInsn(Opcodes.IFEQ, middle);
    method.visitLabel(top);
    method.visitIincInsn(0, 1);
    method.visitLabel(middle);
    method.visitIincInsn(0, 2);
    method.visitJumpInsn(Opcodes.GOTO, top);

    assertEquals(
        List.of(Loops.IRREDUCIBLE),
        Loops.of(ControlFlow.of(method)).stream().map(Loop::header).toList());
  }
}
