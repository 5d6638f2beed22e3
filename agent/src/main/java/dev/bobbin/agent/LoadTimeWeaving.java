package dev.bobbin.agent;

import dev.bobbin.agent.FrameClassDefiner.FrameConflictException;
import dev.bobbin.weave.ClassFileException;
import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.Slug;
import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.WovenClass;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happens to a class that may hold async code, while it is loaded. Called from any thread. */
final class LoadTimeWeaving {
  private final Reporter reporter;
  private final boolean keepsVariables;
  private final ClassDump dump;
  private final SelfCheck selfCheck;
  private final FrameClassDefiner frameClasses;

  LoadTimeWeaving(AgentOptions options, Instrumentation instrumentation, Reporter reporter) {
    this.reporter = reporter;
    keepsVariables = options.variables();
    dump = new ClassDump(options.dump(), reporter);
    selfCheck = new SelfCheck(reporter);
    frameClasses = new FrameClassDefiner(instrumentation);
  }

  /**
   * Returns the class file to load instead: woven, or refused, so that its async methods say what
   * is wrong; null where it is to be loaded as it is. What goes wrong is reported, not thrown.
   */
  byte @Nullable [] weave(LoadingClass type) {
    try {
      long start = System.nanoTime();
      Optional<WovenClass> woven = weaverFor(type).weave(type.classFile());
      return woven.isPresent() ? admit(woven.get(), type, start) : null;
    } catch (ClassFileException e) {
      reporter.unreadable(type.name(), e);
      return null;
    } catch (WeaveException e) {
      reporter.refused(type.name(), e.diagnostics());
      return refuse(type, e.diagnostics());
    } catch (Throwable fault) { // the JVM would drop it without a word
      return refuseAfter(fault, type);
    }
  }

  private Weaver weaverFor(LoadingClass type) {
    Weaver weaver = new Weaver(LoaderHierarchy.of(type));
    return keepsVariables ? weaver.keepingVariables() : weaver;
  }

  /**
   * Prepares the class loader for the woven class; returns its class file, or null to let it be.
   */
  private byte @Nullable [] admit(WovenClass woven, LoadingClass type, long start)
      throws FrameConflictException {
    Class<?> frameBase = selfCheck.frameBaseFor(type);
    if (frameBase == null) {
      return null;
    }
    if (type.redefined() && !frameClasses.hasWoven(woven.name(), type.loader())) {
      // Weaving adds methods, which no redefinition may. One of a class that was loaded unwoven,
      // because it was refused or was there before this agent, has to go on working.
      reporter.once(
          type.name()
              + " is redefined, but was not woven when it was loaded: it stays unwoven"
              + "\n    fix: restart the JVM");
      return null;
    }
    try {
      frameClasses.define(woven, type, frameBase);
    } catch (FrameConflictException e) {
      if (!type.redefined()) {
        throw e;
      }
      // As it came, the new class file lacks the methods that weaving added: the JVM refuses it to
      // whoever redefines, and the class goes on with its old code and its suspended frames.
      reporter.once(
          type.name()
              + " cannot be redefined: its async methods, or variables in them, changed"
              + "\n    why: "
              + e.getMessage()
              + "\n    fix: restart the JVM");
      return null;
    }
    dump.woven(woven);
    reporter.woven(woven, System.nanoTime() - start);
    return woven.classFile();
  }

  private byte @Nullable [] refuse(LoadingClass type, List<Diagnostic> errors) {
    try {
      return weaverFor(type).refuse(type.classFile(), errors);
    } catch (Throwable fault) {
      reporter.fault(type.name(), fault, dump.original(type), "it stays unwoven");
      return null;
    }
  }

  /** A class that Bobbin itself failed on must not run unwoven as if nothing were wrong. */
  private byte @Nullable [] refuseAfter(Throwable fault, LoadingClass type) {
    Path kept = dump.original(type);
    byte[] refused = null;
    try {
      refused = weaverFor(type).refuse(type.classFile(), List.of(internalError(fault, type)));
    } catch (Throwable again) {
      if (again != fault) {
        fault.addSuppressed(again);
      }
    }
    reporter.fault(
        type.name(),
        fault,
        kept,
        refused == null ? "it stays unwoven" : "its async methods will throw NotWovenException");
    return refused;
  }

  private static Diagnostic internalError(Throwable fault, LoadingClass type) {
    return new Diagnostic(
        type.name(),
        type.name() + ".class",
        0,
        Slug.INTERNAL_ERROR,
        Slug.INTERNAL_ERROR.what(fault),
        "class " + type.name());
  }

  /** Names those of these classes, loaded before the agent came, that have async code. */
  void reportEarlier(List<Class<?>> candidates) {
    EarlierClasses.report(candidates, frameClasses, reporter);
  }
}
