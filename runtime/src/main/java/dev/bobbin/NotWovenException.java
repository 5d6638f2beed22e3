package dev.bobbin;

/**
 * Thrown where async code runs that was not woven, so that it cannot be suspended; its message
 * tells what to do. Bobbin never blocks instead.
 */
public final class NotWovenException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private static final String REMEDY =
      """
      await was reached in code that is not woven. Either
        - start the JVM with -javaagent:bobbin-agent-VERSION.jar, or
        - weave at build time: the goal "weave" of the Maven plugin dev.bobbin:bobbin-maven-plugin,
          which mvn process-classes, test or package reach and mvn compile does not, or
          java -jar bobbin-agent-VERSION.jar weave CLASSES
      and await only in @Async methods and in lambdas that return a stage. In an IDE, delegate the \
      build to Maven or put the agent into the run configuration.""";

  NotWovenException() {
    this(REMEDY);
  }

  /** For woven code: the text of the weaver's diagnostics. */
  public NotWovenException(String message) {
    super(message);
  }
}
