package dev.bobbin.agent.remote;

/**
 * Whether this Java can attach to others at all. Must be asked first: the rest needs its classes.
 */
public final class AttachApi {
  private AttachApi() {}

  /** Fails where the module jdk.attach is missing, as in a Java that is no JDK. */
  public static void require() throws UnreachableException {
    if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
      throw new UnreachableException(
          "other JVMs cannot be looked into",
          "the Java that runs this command, "
              + System.getProperty("java.home")
              + ", has no module jdk.attach",
          "run it with the java of a JDK",
          null);
    }
  }
}
