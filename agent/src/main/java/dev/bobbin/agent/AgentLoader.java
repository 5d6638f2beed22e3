package dev.bobbin.agent;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent's classes from its jar, past the application's class path. The JVM puts that jar
 * at the end of the class path, so that each class of the weaver would be looked for in all jars of
 * the application first, by code that is interpreted while a JVM starts. What another version of
 * Bobbin has on the class path does not come in its way either.
 */
final class AgentLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final ProtectionDomain DOMAIN = AgentLoader.class.getProtectionDomain();

  private final StoredJar jar;

  private AgentLoader(StoredJar jar) {
    super("bobbin", ClassLoader.getPlatformClassLoader());
    this.jar = jar;
  }

  /**
   * A class of the agent; where the agent lies in no jar, or in one that was packed anew, the one
   * that this class sees itself.
   */
  static Class<?> load(String name) throws ClassNotFoundException {
    File file = ownJar();
    if (file != null) {
      try {
        StoredJar jar = StoredJar.open(file);
        if (jar != null) {
          return new AgentLoader(jar).loadClass(name);
        }
      } catch (IOException notReadable) {
        // the class loader that has read this class from it goes on
      }
    }
    return Class.forName(name);
  }

  private static @Nullable File ownJar() {
    CodeSource source = DOMAIN.getCodeSource();
    if (source == null || source.getLocation() == null) {
      return null; // on the boot class path
    }
    try {
      File file = new File(source.getLocation().toURI());
      return file.isFile() ? file : null;
    } catch (URISyntaxException | IllegalArgumentException noFile) {
      return null; // such as a jar in a jar
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!isAgents(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  private static boolean isAgents(String name) {
    return name.startsWith("dev.bobbin.agent.") || name.startsWith("dev.bobbin.weave.");
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    ByteBuffer classFile;
    try {
      classFile = jar.read(name.replace('.', '/') + ".class");
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    if (classFile == null) {
      throw new ClassNotFoundException(name);
    }
    definePackageOf(name);
    return defineClass(name, classFile, DOMAIN);
  }

  /** With the versions from the manifest, which the application's class loader has read. */
  private void definePackageOf(String className) {
    String name = className.substring(0, className.lastIndexOf('.'));
    if (getDefinedPackage(name) == null) {
      Package own = AgentLoader.class.getPackage();
      try {
        definePackage(
            name,
            own.getSpecificationTitle(),
            own.getSpecificationVersion(),
            own.getSpecificationVendor(),
            own.getImplementationTitle(),
            own.getImplementationVersion(),
            own.getImplementationVendor(),
            null);
      } catch (IllegalArgumentException another) {
        // thread has just defined it
      }
    }
  }
}
