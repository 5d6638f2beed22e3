package dev.bobbin.weave.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.weave.model.SourceLines;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodNode;

class MonitorScopesTest {

  /** For each mark the line of the innermost monitor that is held, or 0. */
  private static List<Integer> held(String code) {
    MethodNode method =
        Methods.of("final Object o = this;\nvoid m(int a) throws Exception {\n" + code + "\n}");
    MonitorScopes scopes = MonitorScopes.of(ControlFlow.of(method));
    return Methods.marks(method).stream()
        .map(
            mark -> {
              AbstractInsnNode entered = scopes.heldBefore(mark);
              return entered == null ? 0 : SourceLines.of(entered);
            })
        .toList();
  }

  @Test
  void innermostBlockCounts() {
    assertEquals(
        List.of(0, 3, 4, 3, 0),
        held("at(1); synchronized (this) { at(2);\nsynchronized (o) { at(3); } at(4); } at(5);"));
  }

  @Test
  void sameMonitorTwice() {
    assertEquals(
        List.of(4, 3, 0),
        held("synchronized (this) {\nsynchronized (this) { at(1); } at(2); } at(3);"));
  }

  /**
   * javac's handler that exits the monitor covers itself; the finally part is there three times.
   */
  @Test
  void handlersOutsideTheBlockAreFree() {
    assertEquals(
        List.of(3, 0, 0, 0, 0, 0),
        held(
            "try { synchronized (this) { at(1); } at(2); } catch (Exception e) { at(3); }"
                + " finally { at(4); }"));
  }

  @Test
  void handlersInsideTheBlockAreNot() {
    assertEquals(
        List.of(3, 3, 3),
        held("synchronized (this) { try { at(1); } catch (Exception e) { at(2); } at(3); }"));
  }

  @Test
  void leftByBreakContinueAndReturn() {
    assertEquals(
        List.of(0, 3, 0),
        held(
            "for (;;) { at(1); synchronized (this) { at(2); if (a == 1) { continue; }"
                + " if (a == 2) { break; } if (a == 3) { return; } } } at(3);"));
  }
}
