package dev.bobbin.weave.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;

class LivenessTest {

  /** The names of the variables that are live at each mark. */
  private static List<String> live(String code) {
    MethodNode method = Methods.of("static int m(int a, long b, Object c) { " + code + " }");
    Liveness liveness = Liveness.of(ControlFlow.of(method));
    return Methods.marks(method).stream()
        .map(mark -> String.join("", names(method, liveness.liveBefore(mark), mark)))
        .toList();
  }

  private static TreeSet<String> names(MethodNode method, BitSet slots, int mark) {
    TreeSet<String> names = new TreeSet<>();
    for (LocalVariableNode variable : method.localVariables) {
      boolean isInScope =
          method.instructions.indexOf(variable.start) <= mark
              && mark < method.instructions.indexOf(variable.end);
      if (isInScope && slots.get(variable.index)) {
        names.add(variable.name);
      }
    }
    return names;
  }

  @Test
  void whatIsReadLaterIsLive() {
    assertEquals(
        List.of("ab", "a", ""),
        live(
            "at(1); b++; at(2); a++; at(3); return 0;"
                .replace("b++", "Long.toString(b)")
                .replace("a++", "Integer.toString(a)")));
  }

  @Test
  void whatIsWrittenFirstIsNot() {
    assertEquals(List.of("", "a"), live("at(1); a = 5; at(2); return a;"));
  }

  @Test
  void incrementReads() {
    assertEquals(List.of("a"), live("at(1); a++; return 0;"));
  }

  @Test
  void eitherBranchCounts() {
    assertEquals(
        List.of("abc", "b", "c"),
        live("at(1); if (a > 0) { at(2); return (int) b; } at(3); return c.hashCode();"));
  }

  @Test
  void nextRoundCounts() {
    assertEquals(
        List.of("ac", "ac"), live("while (a > 0) { at(1); a--; c.hashCode(); at(2); } return 0;"));
  }

  @Test
  void handlerMayReadIt() {
    assertEquals(
        List.of("abc", "bc"),
        live(
            "try { at(1); a = (int) b + a; at(2); } catch (RuntimeException e) { return"
                + " c.hashCode() + (int) b; } return 0;"));
  }

  @Test
  void valueBeforeAnAssignmentInTheRangeIsStillTheHandlers() {
    assertEquals(
        List.of("a"),
        live(
            "try { at(1); a = Integer.parseInt(\"\"); } catch (RuntimeException e) { return a; }"
                + " return 0;"));
  }
}
