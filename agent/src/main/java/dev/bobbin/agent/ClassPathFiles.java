package dev.bobbin.agent;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Class files of a class path, directories and jars, and behind it those of the running JDK. */
final class ClassPathFiles implements Function<String, byte @Nullable []>, Closeable {
  private final List<Path> directories = new ArrayList<>();
  private final List<JarFile> jars = new ArrayList<>();

  /** Opens the entries of {@code classPath} that exist, as the JVM does. */
  ClassPathFiles(Path first, String classPath) throws IOException {
    directories.add(first);
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (entry.isEmpty() || !Files.exists(path)) {
        continue;
      }
      if (Files.isDirectory(path)) {
        directories.add(path);
      } else {
        jars.add(open(path));
      }
    }
  }

  private static JarFile open(Path jar) throws IOException {
    try {
      return new JarFile(jar.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion());
    } catch (ZipException e) {
      throw new IOException(jar + " is not a jar: " + e.getMessage(), e);
    }
  }

  @Override
  public byte @Nullable [] apply(String internalName) {
    String name = internalName + ".class";
    try {
      for (Path directory : directories) {
        Path file = directory.resolve(name);
        if (Files.isRegularFile(file)) {
          return Files.readAllBytes(file);
        }
      }
      for (JarFile jar : jars) {
        JarEntry entry = jar.getJarEntry(name);
        if (entry != null) {
          try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return LoaderHierarchy.read(ClassLoader.getPlatformClassLoader(), name);
  }

  @Override
  public void close() throws IOException {
    for (JarFile jar : jars) {
      jar.close();
    }
  }
}
