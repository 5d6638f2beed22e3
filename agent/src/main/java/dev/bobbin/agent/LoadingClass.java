package dev.bobbin.agent;

import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * A class on its way into the JVM, as the JVM presents it.
 *
 * @param internalName null where the definer of the class gave none
 * @param redefined whether it is loaded already and comes with new code
 */
record LoadingClass(
    Module module,
    ClassLoader loader,
    @Nullable String internalName,
    boolean redefined,
    @Nullable ProtectionDomain domain,
    byte[] classFile) {

  /** The name for people. */
  String name() {
    return internalName == null
        ? "(a class defined without a name)"
        : internalName.replace('/', '.');
  }
}
