package dev.bobbin.agent;

import dev.bobbin.agent.remote.LoopFinder;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * The agent behind its door, {@link PreMain}. One that comes a second time, in whichever way,
 * changes nothing: the first one weaves.
 */
public final class Agent {
  private static @Nullable Reporter running;
  private static String optionsInForce = "";

  private Agent() {}

  /** Called for {@code -javaagent}. A mistake in the options ends the JVM, as the JVM's own do. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    try {
      install(arguments == null ? "" : arguments, instrumentation);
    } catch (AgentOptions.BadOptionException e) {
      // Thrown on, it would bury its one line under a stack trace and a fatal error of the JVM.
      System.err.println(Reporter.PREFIX + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Called for {@code Launcher-Agent-Class} and for dynamic attach, where classes may have been
   * loaded before: those with async code are named.
   *
   * @throws AgentOptions.BadOptionException which the JVM hands to the attaching process
   */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    if (arguments != null && LoopFinder.answer(arguments, instrumentation)) {
      return; // somebody looks into this JVM: no reason to weave
    }
    WeavingTransformer transformer = install(arguments == null ? "" : arguments, instrumentation);
    if (transformer != null) {
      transformer.reportEarlierClasses();
    }
  }

  /** Returns what it installed, or null where an agent weaves already. */
  private static synchronized @Nullable WeavingTransformer install(
      String arguments, Instrumentation instrumentation) {
    AgentOptions options = AgentOptions.parse(arguments);
    Reporter first = running;
    if (first != null) {
      first.givenTwice(optionsInForce, arguments);
      return null;
    }
    Reporter reporter = new Reporter(System.err, options.verbose());
    WeavingTransformer transformer = new WeavingTransformer(options, instrumentation, reporter);
    // Not capable of retransformation: the JVM then keeps the woven class as what retransformations
    // by other agents start from. Weaving adds methods, which a retransformation must not.
    instrumentation.addTransformer(transformer, false);
    running = reporter;
    optionsInForce = arguments;
    return transformer;
  }
}
