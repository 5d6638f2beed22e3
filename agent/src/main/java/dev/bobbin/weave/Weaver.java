package dev.bobbin.weave;

import static java.util.Comparator.comparingInt;

import dev.bobbin.weave.flow.MethodFlow;
import dev.bobbin.weave.model.AsyncMethod;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.UnsupportedShapeException;
import dev.bobbin.weave.plan.FramePlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/**
 * Turns the async methods of a class into state machines. Weaving is deterministic, loads no class
 * and keeps no state; a weaver may be used by several threads at once.
 */
public final class Weaver {

  private final ClassHierarchy hierarchy;

  public Weaver(ClassHierarchy hierarchy) {
    this.hierarchy = hierarchy;
  }

  /**
   * @return the woven class, or empty if it has no async code or is woven already
   * @throws WeaveException if the class cannot be woven, with all its problems
   * @throws ClassFileException if the bytes cannot be read
   */
  public Optional<WovenClass> weave(byte[] classFile) {
    if (!AsyncScan.mayContainAsync(classFile)) {
      return Optional.empty();
    }
    ClassReader reader = ClassFiles.reader(classFile);
    ClassNode source = ClassFiles.tree(reader);
    if (ClassFiles.isWoven(source)) {
      return Optional.empty();
    }
    AsyncMethods found = AsyncMethods.in(source);
    List<Diagnostic> problems = new ArrayList<>(found.problems());
    List<FramePlan> plans = new ArrayList<>();
    for (AsyncMethod method : found.methods()) {
      try {
        MethodFlow flow = MethodFlow.of(source.name, method.code());
        problems.addAll(MonitorCheck.problems(source, method, flow));
        plans.add(FramePlanner.plan(method, flow));
      } catch (UnsupportedShapeException odd) {
        problems.add(Diagnostics.ofShape(source, method.code(), odd));
      }
    }
    if (!problems.isEmpty()) {
      throw new WeaveException(inOrder(problems));
    }
    return plans.isEmpty()
        ? Optional.empty()
        : Optional.of(new WovenClassBuilder(reader, source, hierarchy).build(plans));
  }

  /** From top to bottom; javac copies the code of a {@code finally}, and its problems with it. */
  private static List<Diagnostic> inOrder(List<Diagnostic> problems) {
    return problems.stream().distinct().sorted(comparingInt(Diagnostic::line)).toList();
  }

  /**
   * The class as it is loaded when it was refused: its async methods throw {@code
   * NotWovenException} with the text of the diagnostics.
   */
  public byte[] refuse(byte[] classFile, List<Diagnostic> diagnostics) {
    return RefusedClass.emit(ClassFiles.reader(classFile), WeaveException.text(diagnostics));
  }
}
