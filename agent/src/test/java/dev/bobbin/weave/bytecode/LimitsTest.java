package dev.bobbin.weave.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.objectweb.asm.Opcodes.*;

import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaving;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Label;

/** Where the class file format ends: 65,535 slots, jumps of 32 KB, methods of 64 KB. */
class LimitsTest {

  private static Map<String, byte[]> farSlot(int slot) {
    return Shape.ofStatic(
        code -> {
          Label again = new Label();
          code.insn(ICONST_0).var(ISTORE, slot).label(again).iinc(slot, 1);
          code.type(NEW, Object.class).insn(DUP).awaitText("x").insn(POP).init(Object.class, "()V");
          code.insn(POP).var(ILOAD, slot).insn(ICONST_3).jump(IF_ICMPLT, again);
          code.var(ILOAD, slot).returnInt();
        });
  }

  /** Behind it there is room for the weaver's own slots and temporaries. */
  @Test
  void usesTheLastSlotsThatLeaveRoom() throws Exception {
    Map<String, byte[]> shape = farSlot(65_520);
    assertEquals("3 []", Shape.original(shape));
    Shape.assertSameWhenWoven(shape);
  }

  @Test
  void refusesAMethodThatLeavesNoSlot() throws Exception {
    for (int slot = 65_529; slot <= 65_534; slot++) {
      Map<String, byte[]> shape = farSlot(slot);
      assertEquals("3 []", Shape.original(shape));
      try {
        Weaving.weave(Shape.bytes(shape));
        Shape.assertSameWhenWoven(shape);
        assertEquals(true, slot < 65_534, "there is no slot for the frame");
      } catch (WeaveException refused) {
        Diagnostic only = refused.diagnostics().get(0);
        assertEquals("method-too-large", only.slug().toString());
        assertEquals("Task Shape.run()", only.where());
      }
    }
  }

  /** The jumps fit into 16 bits before, and no longer when it is woven. */
  @Test
  void conditionalJumpsGetLonger() throws Exception {
    Map<String, byte[]> shape =
        Shape.ofStatic(
            code -> {
              Label[] ends = new Label[40];
              code.insn(ICONST_0).var(ISTORE, 0);
              for (int i = 0; i < ends.length; i++) {
                ends[i] = new Label();
                code.var(ILOAD, 0).insn(ICONST_5).jump(IF_ICMPGT, ends[i]);
              }
              for (int i = 0; i < 650; i++) {
                code.var(ILOAD, 0).awaitInt().var(ISTORE, 0).iinc(0, 0);
              }
              for (int i = ends.length - 1; i >= 0; i--) {
                code.label(ends[i]).iinc(0, 1);
              }
              code.var(ILOAD, 0).returnInt();
            });
    assertEquals("40 []", Shape.original(shape));
    Shape.assertSameWhenWoven(shape);
  }

  /** The woven class needs some twenty constants more than it had. */
  @Test
  void refusesAClassThatIsFullOfConstants() throws Exception {
    Map<String, byte[]> roomy = Shape.withConstants(65_300, code -> code.awaitText("x").returnIt());
    Shape.assertSameWhenWoven(roomy);
    Map<String, byte[]> full = Shape.withConstants(65_490, code -> code.awaitText("x").returnIt());
    assertEquals("x []", Shape.original(full));

    WeaveException refused =
        assertThrows(WeaveException.class, () -> Weaving.weaver().weave(Shape.bytes(full)));

    Diagnostic only = refused.diagnostics().get(0);
    assertEquals("class-too-large", only.slug().toString());
    assertEquals("class Shape", only.where());
  }

  @Test
  void switchesWithThousandsOfCases() throws Exception {
    Map<String, byte[]> shape =
        Shape.ofStatic(
            code -> {
              Label end = new Label();
              Label header = new Label();
              Label[] cases = new Label[2000];
              int[] keys = new int[cases.length];
              for (int i = 0; i < cases.length; i++) {
                cases[i] = new Label();
                keys[i] = i * 7;
              }
              code.insn(ICONST_0).var(ISTORE, 0).insn(ICONST_0).var(ISTORE, 1);
              code.label(header).iinc(1, 1).var(ILOAD, 1).ldc(700).insn(IMUL).awaitInt();
              code.add(m -> m.visitLookupSwitchInsn(end, keys, cases));
              for (int i = 0; i < cases.length; i++) {
                code.label(cases[i]).iinc(0, i % 100 + 1);
                if (i % 100 == 0) {
                  code.var(ILOAD, 0).awaitInt().var(ISTORE, 0).jump(GOTO, header);
                } else {
                  code.jump(GOTO, end);
                }
              }
              code.label(end).var(ILOAD, 0).returnInt();
            });
    assertEquals("19 []", Shape.original(shape));
    Shape.assertSameWhenWoven(shape);
  }
}
