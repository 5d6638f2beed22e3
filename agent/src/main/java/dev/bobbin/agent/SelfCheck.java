package dev.bobbin.agent;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Do agent and runtime belong together? Asked of each runtime that woven classes meet, when the
 * first class with async code is woven: at the agent's own start no class loader that has the
 * runtime need exist, and a program without async code should not pay for the question.
 *
 * <p>It does not weave a method to see whether that works: loading the weaver takes 20 times as
 * long as the rest of the agent's start, and the first real class tells as much.
 */
final class SelfCheck {
  private static final String FRAME_BASE = "dev.bobbin.internal.CoroutineFrame";

  private final Reporter reporter;
  private final Set<Class<?>> checked =
      Collections.newSetFromMap(new WeakHashMap<>()); // guarded by itself

  SelfCheck(Reporter reporter) {
    this.reporter = reporter;
  }

  /**
   * Returns the superclass of the frame classes as {@code type} sees it; null, after a word about
   * it, where it sees none.
   */
  @Nullable Class<?> frameBaseFor(LoadingClass type) {
    Class<?> frameBase;
    try {
      frameBase = Class.forName(FRAME_BASE, false, type.loader());
    } catch (ClassNotFoundException | LinkageError e) {
      ClassLoader loader = type.loader();
      String where =
          loader.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(loader));
      reporter.once(
          "no runtime in " + where,
          "classes with async code stay unwoven, the first is "
              + type.name()
              + ": their class loader finds no Bobbin runtime"
              + "\n    loader: "
              + where
              + "\n    why: "
              + e
              + "\n    fix: put bobbin-runtime"
              + versionSuffix(JarVersion.ofAgent())
              + ".jar on the class path or module path of the application");
      return null;
    }
    boolean unseen;
    synchronized (checked) {
      unseen = checked.add(frameBase);
    }
    if (unseen) {
      compare(JarVersion.ofAgent(), JarVersion.ofRuntime(frameBase));
    }
    return frameBase;
  }

  private void compare(@Nullable String agent, @Nullable String runtime) {
    if (agent == null || runtime == null) {
      reporter.verbose(
          "versions not compared: agent " + orUnknown(agent) + ", runtime " + orUnknown(runtime));
    } else if (!agent.equals(runtime)) {
      reporter.once(
          "versions differ: agent "
              + agent
              + ", runtime "
              + runtime
              + "\n    why: woven code calls the runtime that its weaver was built with"
              + "\n    fix: start with -javaagent:bobbin-agent"
              + versionSuffix(runtime)
              + ".jar, or put bobbin-runtime"
              + versionSuffix(agent)
              + ".jar into the application");
    } else {
      reporter.verbose("agent and runtime are " + agent);
    }
  }

  private static String orUnknown(@Nullable String version) {
    return version == null ? "unknown (not in a jar of its own)" : version;
  }

  private static String versionSuffix(@Nullable String version) {
    return version == null ? "" : "-" + version;
  }
}
