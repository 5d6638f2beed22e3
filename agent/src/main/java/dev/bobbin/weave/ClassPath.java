package dev.bobbin.weave;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Class files of a class path, directories and jars, and behind it those of the running JDK. */
public final class ClassPath implements Closeable {

  private final List<Path> directories = new ArrayList<>();
  private final List<JarFile> jars = new ArrayList<>();

  private ClassPath() {}

  /**
   * Opens the elements that exist, as the JVM does.
   *
   * @throws IOException if a file is no jar
   */
  public static ClassPath of(List<String> elements) throws IOException {
    ClassPath classPath = new ClassPath();
    try {
      for (String element : elements) {
        if (!element.isEmpty()) {
          classPath.add(Path.of(element));
        }
      }
      return classPath;
    } catch (IOException | RuntimeException failure) {
      classPath.close();
      throw failure;
    }
  }

  private void add(Path element) throws IOException {
    if (Files.isDirectory(element)) {
      directories.add(element);
    } else if (Files.exists(element)) {
      try {
        jars.add(new JarFile(element.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion()));
      } catch (ZipException e) {
        throw new IOException(element + " is not a jar: " + e.getMessage(), e);
      }
    }
  }

  /** What is known about supertypes from here. */
  public ClassHierarchy hierarchy() {
    return ClassHierarchy.of(this::classFile);
  }

  /**
   * The class file of a class, or null if there is none.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public byte @Nullable [] classFile(String internalName) {
    String resource = internalName + ".class";
    try {
      for (Path directory : directories) {
        Path file = below(directory, resource);
        if (file != null && Files.isRegularFile(file)) {
          return Files.readAllBytes(file);
        }
      }
      for (JarFile jar : jars) {
        JarEntry entry = jar.getJarEntry(resource);
        if (entry != null) {
          try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
          }
        }
      }
      try (InputStream in = ClassLoader.getPlatformClassLoader().getResourceAsStream(resource)) {
        return in == null ? null : in.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  /** Null where no file can have such a name, as one with an umlaut in the locale C. */
  private static @Nullable Path below(Path directory, String resource) {
    try {
      return directory.resolve(resource);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    for (JarFile jar : jars) {
      jar.close();
    }
  }
}
