package dev.bobbin.agent;

import dev.bobbin.weave.ClassHierarchy;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Class files as a class's own loader finds them. It only asks for resources: to load a class for
 * the sake of weaving another would change the program's order of loading, could end in a deadlock
 * or in a ClassCircularityError, and would let that class slip past the agent unwoven.
 */
final class LoaderHierarchy implements Function<String, byte @Nullable []> {
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  private final LoadingClass type;

  private LoaderHierarchy(LoadingClass type) {
    this.type = type;
  }

  /** The supertypes that {@code type} sees. */
  static ClassHierarchy of(LoadingClass type) {
    return ClassHierarchy.of(new LoaderHierarchy(type));
  }

  /** Returns null where there is none to be had, as for a class that was generated in memory. */
  @Override
  public byte @Nullable [] apply(String internalName) {
    if (internalName.equals(type.internalName())) {
      return type.classFile();
    }
    String resource = internalName + ".class";
    if (internalName.startsWith("java/")) {
      return read(PLATFORM, resource);
    }
    byte[] found = read(type.loader(), resource);
    if (found == null) {
      found =
          read(PLATFORM, resource); // loaders such as OSGi's load the JDK's, but hide its resources
    }
    int slash = internalName.lastIndexOf('/');
    if (found == null && slash > 0) {
      String packageName = internalName.substring(0, slash).replace('/', '.');
      found = readFrom(type.module().getLayer(), packageName, resource);
    }
    return found;
  }

  static byte @Nullable [] read(ClassLoader loader, String resource) {
    try {
      return read(loader.getResourceAsStream(resource));
    } catch (IOException
        | RuntimeException e) { // a loader that is closed, or does without resources
      return null;
    }
  }

  private static byte @Nullable [] read(@Nullable InputStream from) throws IOException {
    try (InputStream in = from) {
      return in == null ? null : in.readAllBytes();
    }
  }

  /**
   * In a module layer a loader finds the resources of its own modules, and there may be several.
   */
  private static byte @Nullable [] readFrom(
      @Nullable ModuleLayer layer, String packageName, String resource) {
    if (layer == null) {
      return null;
    }
    for (Module module : layer.modules()) {
      if (module.getPackages().contains(packageName)) {
        try {
          return read(module.getResourceAsStream(resource));
        } catch (IOException e) {
          return null;
        }
      }
    }
    for (ModuleLayer parent : layer.parents()) {
      byte[] found = readFrom(parent, packageName, resource);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
