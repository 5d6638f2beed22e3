package dev.bobbin.agent;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A loader whose classes a test hands to it; the runtime comes from the test's own loader. */
final class DefiningLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> resources = new ConcurrentHashMap<>();

  DefiningLoader() {
    super(DefiningLoader.class.getClassLoader());
  }

  /** Gives it a class file to find as a resource. */
  void resource(String name, byte[] content) {
    resources.put(name, content);
  }

  Class<?> define(String name, byte[] classFile) {
    return defineClass(name, classFile, 0, classFile.length);
  }

  @Nullable Class<?> loaded(String name) {
    return findLoadedClass(name);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] content = resources.get(name);
    return content == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(content);
  }
}
