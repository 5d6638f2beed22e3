package dev.bobbin.weave;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a class became.
 *
 * @param name its internal name
 * @param frameClasses the classes of its coroutine frames, by internal name; they must be defined
 *     by the same loader in the same package
 */
public record WovenClass(
    String name,
    byte[] classFile,
    Map<String, byte[]> frameClasses,
    int asyncMethods,
    int suspensionPoints,
    List<Diagnostic> warnings) {

  public WovenClass {
    frameClasses = Collections.unmodifiableMap(new LinkedHashMap<>(frameClasses));
    warnings = List.copyOf(warnings);
  }
}
