package dev.bobbin.maven;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** Class files by name from a project's class path, and from the JDK that runs Maven. */
final class ClassPath implements Closeable {
  private final List<Path> directories = new ArrayList<>();
  private final List<JarFile> jars = new ArrayList<>();

  private ClassPath() {}

  /** Elements that do not exist, or are neither a directory nor a jar, hold no classes. */
  static ClassPath of(List<String> elements) throws IOException {
    var classPath = new ClassPath();
    try {
      for (String element : elements) {
        classPath.add(Path.of(element));
      }
      return classPath;
    } catch (IOException | RuntimeException e) {
      classPath.close();
      throw e;
    }
  }

  private void add(Path element) throws IOException {
    if (Files.isDirectory(element)) {
      directories.add(element);
    } else if (Files.exists(element) && element.toString().endsWith(".jar")) {
      jars.add(new JarFile(element.toFile(), false));
    }
  }

  /** The bytes of a class; empty where nobody has it. */
  Optional<byte[]> classFile(String internalName) {
    String resource = internalName + ".class";
    try {
      for (Path directory : directories) {
        Path file = directory.resolve(resource);
        if (Files.exists(file)) {
          return Optional.of(Files.readAllBytes(file));
        }
      }
      for (JarFile jar : jars) {
        ZipEntry entry = jar.getEntry(resource);
        if (entry != null) {
          try (InputStream in = jar.getInputStream(entry)) {
            return Optional.of(in.readAllBytes());
          }
        }
      }
      try (InputStream in = ClassLoader.getPlatformClassLoader().getResourceAsStream(resource)) {
        return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }

  @Override
  public void close() throws IOException {
    for (JarFile jar : jars) {
      jar.close();
    }
  }
}
