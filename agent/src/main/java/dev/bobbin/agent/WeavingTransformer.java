package dev.bobbin.agent;

import dev.bobbin.weave.AsyncScan;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sees every class on its way into the JVM, and passes on the few that may hold async code.
 *
 * <p>Called from any thread, at once from several, and always inside somebody's class loading: it
 * takes no lock while it loads a class of its own. Classes that are loaded on its account, by the
 * same thread, do not come here: the JVM does not enter an agent twice. They are the JDK's, the
 * agent's and the runtime's.
 */
final class WeavingTransformer implements ClassFileTransformer {
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  private final AgentOptions options;
  private final Instrumentation instrumentation;
  private final Reporter reporter;

  /** Made for the first class with async code, as it brings in ASM. */
  private final AtomicReference<@Nullable LoadTimeWeaving> weaving = new AtomicReference<>();

  WeavingTransformer(AgentOptions options, Instrumentation instrumentation, Reporter reporter) {
    this.options = options;
    this.instrumentation = instrumentation;
    this.reporter = reporter;
  }

  @Override
  public byte @Nullable [] transform(
      Module module,
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> classBeingRedefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (loader == null || loader == PLATFORM) {
      return null;
    }
    try {
      if (className != null && (isBobbins(className) || options.excludes(className))) {
        return null;
      }
      if (isJdks(module) || !AsyncScan.mayContainAsync(classFile)) {
        return null;
      }
      return weaving()
          .weave(
              new LoadingClass(
                  module, loader, className, classBeingRedefined != null, domain, classFile));
    } catch (Throwable fault) { // the JVM would drop it without a word
      report(className, fault);
      return null;
    }
  }

  /** Names the classes with async code that were loaded before this transformer was there. */
  void reportEarlierClasses() {
    try {
      List<Class<?>> candidates = EarlierClasses.among(instrumentation.getAllLoadedClasses());
      if (!candidates.isEmpty()) {
        weaving().reportEarlier(candidates);
      }
    } catch (Throwable fault) { // would end a JVM that starts with a Launcher-Agent-Class
      report("(one loaded before the agent)", fault);
    }
  }

  private LoadTimeWeaving weaving() {
    LoadTimeWeaving made = weaving.get();
    if (made == null) {
      // Two threads may both make one; no lock, as making it loads classes.
      made = new LoadTimeWeaving(options, instrumentation, reporter);
      LoadTimeWeaving first = weaving.compareAndExchange(null, made);
      made = first == null ? made : first;
    }
    return made;
  }

  private void report(@Nullable String className, Throwable fault) {
    try {
      reporter.fault(
          className == null ? "(without a name)" : className.replace('/', '.'),
          fault,
          null,
          "it stays unwoven");
    } catch (Throwable again) { // out of memory or stack: a line is better than nothing
      System.err.println("bobbin: a class stays unwoven, and the reason could not be printed");
    }
  }

  static boolean isJdks(Module module) {
    String name = module.getName();
    return name != null && (name.startsWith("java.") || name.startsWith("jdk."));
  }

  /** The runtime's and the agent's packages; samples and tests are users like others. */
  static boolean isBobbins(String className) {
    String root = "dev/bobbin/";
    if (!className.startsWith(root)) {
      return false;
    }
    int slash = className.indexOf('/', root.length());
    if (slash < 0) {
      return true;
    }
    return switch (className.substring(root.length(), slash)) {
      case "internal", "sync", "stream", "net", "test", "agent", "weave" -> true;
      default -> false;
    };
  }
}
