package dev.bobbin.internal;

import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The version of what woven code and runtime expect of each other; ARCHITECTURE.md says what counts
 * as a change. The class of each coroutine frame has it checked when it is initialised.
 *
 * @hidden
 */
public final class Abi {

  /** What the weaver of this release writes. */
  public static final int CURRENT = 1;

  /** The oldest that this runtime can run. */
  public static final int OLDEST = 1;

  private Abi() {}

  /**
   * Called by the class of a frame before its first use.
   *
   * @param abi what its weaver wrote
   * @param weaver the weaver's version
   * @param owner the internal name of the frame's class
   * @throws IncompatibleClassChangeError if this runtime cannot run it
   */
  public static void check(int abi, String weaver, String owner) {
    if (abi < OLDEST || abi > CURRENT) {
      throw new IncompatibleClassChangeError(clash(abi, weaver, owner));
    }
  }

  private static String clash(int abi, String weaver, String owner) {
    String runtime = version();
    String fix =
        abi > CURRENT
            ? "put bobbin-runtime " + weaver + " or newer into the application"
            : "weave it again with Bobbin " + runtime + ", or take a newer build of its library";
    return owner.replace('/', '.')
        + " was woven by Bobbin "
        + weaver
        + " (ABI "
        + abi
        + "), which the runtime, Bobbin "
        + runtime
        + ", cannot run (ABI "
        + (OLDEST == CURRENT ? "" : OLDEST + " to ")
        + CURRENT
        + ")\n    fix: "
        + fix;
  }

  private static String version() {
    ModuleDescriptor module = Abi.class.getModule().getDescriptor();
    String version =
        module == null
            ? Abi.class.getPackage().getImplementationVersion()
            : module.rawVersion().orElse(null);
    return version == null ? "(unknown version)" : version;
  }

  /**
   * The failure to tell of: woven code of another ABI may call what is not there before it meets
   * its first frame, and the JVM's error names no version.
   */
  static Throwable explained(Throwable failure, @Nullable Class<?> caller) {
    if (caller == null || !(failure instanceof LinkageError) || !concernsRuntime(failure)) {
      return failure;
    }
    try {
      for (Method method : caller.getDeclaredMethods()) {
        for (Class<?> parameter : method.getParameterTypes()) {
          if (CoroutineFrame.class.isAssignableFrom(parameter)) {
            Class.forName(parameter.getName(), true, caller.getClassLoader());
          }
        }
      }
    } catch (IncompatibleClassChangeError clash) {
      clash.addSuppressed(failure);
      return clash;
    } catch (LinkageError | ClassNotFoundException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static boolean concernsRuntime(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("dev.bobbin.internal") || message.contains("dev/bobbin/internal");
  }
}
