package dev.bobbin.agent;

import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.WovenClass;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All that the agent has to say, each thing once: a class that several loaders load tells its
 * errors one time.
 *
 * <p>May be called from any thread, also while class loading locks are held; so it writes to the
 * stream that was {@code System.err} when the agent came, not to what the program sets later, which
 * may load classes itself.
 */
final class Reporter {
  static final String PREFIX = "bobbin: ";

  private final PrintStream out;
  private final boolean verbose;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final List<String> unreadable = new ArrayList<>(); // guarded by itself
  private boolean faulted; // races only for the place of a long stack trace

  Reporter(PrintStream out, boolean verbose) {
    this.out = out;
    this.verbose = verbose;
  }

  boolean isVerbose() {
    return verbose;
  }

  /** Says what only matters to one who asked for {@code verbose}. */
  void verbose(String text) {
    if (verbose) {
      out.println(PREFIX + text);
    }
  }

  /** Says it unless it was said before. */
  void once(String text) {
    once(text, text);
  }

  /** Says it unless something was said about {@code matter} before. */
  void once(String matter, String text) {
    if (said.add(matter)) {
      out.println(PREFIX + text);
    }
  }

  /** A second agent came; silent where nothing it wanted is lost. */
  void givenTwice(String optionsInForce, String arguments) {
    if (!arguments.isEmpty() && !arguments.equals(optionsInForce)) {
      once(
          "the agent weaves already, with the options \""
              + optionsInForce
              + "\"; these come too late: \""
              + arguments
              + "\"");
    } else {
      verbose("the agent was given more than once; classes are woven once");
    }
  }

  /** A class was refused: all its errors, as the weaver words them. */
  void refused(String className, List<Diagnostic> errors) {
    once(
        className
            + " cannot be woven, its async methods will throw NotWovenException:"
            + lines(errors));
  }

  /** A class was woven: a line with {@code verbose}, and the weaver's warnings in any case. */
  void woven(WovenClass woven, long nanos) {
    String className = woven.name().replace('/', '.');
    if (verbose) {
      long tenths = nanos / 100_000;
      verbose(
          "woven "
              + className
              + ": async methods "
              + woven.asyncMethods()
              + ", suspension points "
              + woven.suspensionPoints()
              + ", frame classes "
              + woven.frameClasses().size()
              + ", ms "
              + tenths / 10
              + "."
              + tenths % 10);
    }
    if (!woven.warnings().isEmpty()) {
      once(className + " is woven, but:" + lines(woven.warnings()));
    }
  }

  private static String lines(List<Diagnostic> diagnostics) {
    StringBuilder text = new StringBuilder();
    for (Diagnostic diagnostic : diagnostics) {
      text.append(System.lineSeparator()).append(diagnostic);
    }
    return text.toString();
  }

  /**
   * A class file that cannot be read was passed through. The first is told at once, the others by
   * name when the JVM ends: where one is, there often are a thousand.
   */
  void unreadable(String className, Throwable why) {
    boolean first;
    synchronized (unreadable) {
      first = unreadable.isEmpty();
      if (unreadable.contains(className)) {
        return;
      }
      unreadable.add(className);
      if (unreadable.size() == 2 && !verbose) {
        listUnreadableAtExit();
      }
    }
    if (first || verbose) {
      once(
          className
              + " is left as it is, its class file cannot be read: "
              + why.getMessage()
              + "\n"
              + "    its async methods will throw NotWovenException if they are called\n"
              + "    fix: a class file newer than this Bobbin needs a newer Bobbin; another is"
              + " broken");
    }
  }

  private void listUnreadableAtExit() {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::listUnreadable, "bobbin-report"));
    } catch (IllegalStateException e) {
      listUnreadable(); // the JVM is on its way down already
    }
  }

  private void listUnreadable() {
    StringBuilder text = new StringBuilder("class files that could not be read:");
    synchronized (unreadable) {
      for (String className : unreadable) {
        text.append(' ').append(className);
      }
    }
    once(text.toString());
  }

  /**
   * Bobbin itself failed on a class.
   *
   * @param kept the class file as it came, if it was kept
   * @param outcome what becomes of the class
   */
  void fault(String className, Throwable fault, @Nullable Path kept, String outcome) {
    String version = JarVersion.ofAgent();
    StringBuilder text = new StringBuilder("internal error in Bobbin ");
    text.append(version == null ? "(unknown version)" : version)
        .append(", Java ")
        .append(System.getProperty("java.version"))
        .append(", on class ")
        .append(className)
        .append(": ")
        .append(outcome)
        .append(
            kept == null
                ? "\n    the agent's option dump=DIR keeps the class file for a report"
                : "\n    class file: " + kept)
        .append("\n    ");
    if (!faulted || verbose) {
      faulted = true;
      StringWriter trace = new StringWriter();
      fault.printStackTrace(new PrintWriter(trace, true));
      text.append(trace);
    } else {
      text.append(fault);
    }
    once(text.toString());
  }
}
