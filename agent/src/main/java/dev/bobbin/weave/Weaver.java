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
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/**
 * Turns the async methods of a class into state machines. Weaving is deterministic, loads no class
 * and keeps no state; a weaver may be used by several threads at once.
 */
public final class Weaver {

  private final ClassHierarchy hierarchy;
  private final boolean forCoverage;
  private final boolean keepsVariables;

  public Weaver(ClassHierarchy hierarchy) {
    this(hierarchy, false);
  }

  /**
   * @param forCoverage see {@link #forCoverage}
   */
  public Weaver(ClassHierarchy hierarchy, boolean forCoverage) {
    this(hierarchy, forCoverage, false);
  }

  private Weaver(ClassHierarchy hierarchy, boolean forCoverage, boolean keepsVariables) {
    this.hierarchy = hierarchy;
    this.forCoverage = forCoverage;
    this.keepsVariables = keepsVariables;
  }

  /**
   * One whose frames keep all variables, for debuggers: also those that the rest of the method does
   * not use, which live on with it then.
   */
  public Weaver keepingVariables() {
    return new Weaver(hierarchy, forCoverage, true);
  }

  /**
   * Whether it names the bodies of async methods {@code lambda$method$body$1}, so that JaCoCo
   * counts their lines. Else they have the names of their methods, which it passes over, as they
   * are synthetic.
   */
  public boolean forCoverage() {
    return forCoverage;
  }

  /**
   * @return the woven class, or empty if it has no async code or is woven already
   * @throws WeaveException if the class cannot be woven, with all its problems
   * @throws ClassFileException if the bytes cannot be read
   */
  public Optional<WovenClass> weave(byte[] classFile) {
    Woven woven = woven(classFile);
    return woven == null ? Optional.empty() : Optional.of(woven.result());
  }

  /**
   * What {@link #weave} makes of the class, in detail.
   *
   * @return empty where there is nothing to weave
   * @throws WeaveException as {@link #weave} does
   * @throws ClassFileException as {@link #weave} does
   */
  public Optional<ClassListing> explain(byte[] classFile) {
    Woven woven = woven(classFile);
    if (woven == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(woven.listing());
    } catch (RuntimeException fault) {
      throw Corruption.blamed(ClassFiles.reader(classFile), fault);
    }
  }

  private @Nullable Woven woven(byte[] classFile) {
    int mentioned = AsyncScan.mentioned(classFile);
    if (!AsyncScan.mayContainAsync(mentioned)) {
      return null;
    }
    ClassReader reader = ClassFiles.reader(classFile);
    if (AsyncScan.mayBeWoven(mentioned) && WovenMark.of(reader) != null) {
      return null;
    }
    ClassNode source = ClassFiles.tree(reader);
    try {
      List<FramePlan> plans = plansFor(source);
      if (plans.isEmpty()) {
        return null;
      }
      WovenClassBuilder builder = new WovenClassBuilder(reader, source, hierarchy, forCoverage);
      return new Woven(source, plans, builder, builder.build(plans));
    } catch (WeaveException refused) {
      throw refused;
    } catch (RuntimeException | AssertionError fault) { // ASM asserts some of what it relies on
      throw Corruption.blamed(reader, fault);
    }
  }

  /** A woven class with all that is known of how it became so. */
  private record Woven(
      ClassNode source, List<FramePlan> plans, WovenClassBuilder builder, WovenClass result) {

    ClassListing listing() {
      List<ClassListing.Method> methods = new ArrayList<>();
      for (FramePlan plan : plans) {
        methods.add(Listings.of(plan, builder.sizeOf(plan)));
      }
      String name = source.name.replace('/', '.');
      return new ClassListing(name, Diagnostics.sourceFile(source), methods);
    }
  }

  private List<FramePlan> plansFor(ClassNode source) {
    AsyncMethods found = AsyncMethods.in(source, forCoverage);
    List<Diagnostic> problems = new ArrayList<>(found.problems());
    List<FramePlan> plans = new ArrayList<>();
    for (AsyncMethod asCompiled : found.methods()) {
      AsyncMethod method = asCompiled;
      try {
        method = CloseCalls.expand(source, asCompiled, problems);
        MethodFlow flow = MethodFlow.of(source.name, method.code());
        problems.addAll(MonitorCheck.problems(source, method, flow));
        plans.add(FramePlanner.plan(method, flow, keepsVariables));
      } catch (UnsupportedShapeException odd) {
        problems.add(Diagnostics.ofShape(source, method.code(), odd));
      }
    }
    if (!problems.isEmpty()) {
      throw new WeaveException(inOrder(problems));
    }
    return plans;
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
    ClassReader reader = ClassFiles.reader(classFile);
    try {
      return RefusedClass.emit(reader, WeaveException.text(diagnostics));
    } catch (RuntimeException fault) {
      throw Corruption.blamed(reader, fault);
    }
  }
}
