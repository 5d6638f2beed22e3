package dev.bobbin.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM enters the agent: by {@code -javaagent:bobbin-agent.jar[=OPTIONS]}, by {@code
 * Launcher-Agent-Class: dev.bobbin.agent.PreMain} in the manifest of an application's own jar, or
 * by dynamic attach. The options are those of {@link AgentOptions}.
 *
 * <p>Nothing but a door: all else is loaded by an {@link AgentLoader}. What the agent throws is of
 * a class that nobody outside knows.
 */
public final class PreMain {
  private static @Nullable Class<?> agent;

  private PreMain() {}

  /** Called for {@code -javaagent}. A mistake in the options ends the JVM, as the JVM's own do. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    enter("premain", arguments, instrumentation);
  }

  /**
   * Called for {@code Launcher-Agent-Class} and for dynamic attach, where classes may have been
   * loaded before: those with async code are named.
   *
   * @throws IllegalArgumentException for options that cannot be meant, which the JVM hands to the
   *     attaching process
   */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    enter("agentmain", arguments, instrumentation);
  }

  private static void enter(
      String door, @Nullable String arguments, Instrumentation instrumentation) {
    try {
      agent()
          .getMethod(door, String.class, Instrumentation.class)
          .invoke(null, arguments, instrumentation);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // it declares no checked exception
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the agent's jar is not whole", e);
    }
  }

  /** The same one each time: it knows whether it weaves already. */
  private static synchronized Class<?> agent() throws ClassNotFoundException {
    Class<?> found = agent;
    if (found == null) {
      found = AgentLoader.load("dev.bobbin.agent.Agent");
      agent = found;
    }
    return found;
  }
}
