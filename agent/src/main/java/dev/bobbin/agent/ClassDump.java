package dev.bobbin.agent;

import dev.bobbin.weave.WovenClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps class files in the directory of the option {@code dump}, in the packages' folders. Where
 * several loaders load a class of one name, the last one stays.
 */
final class ClassDump {
  private final @Nullable Path directory;
  private final Reporter reporter;

  ClassDump(@Nullable Path directory, Reporter reporter) {
    this.directory = directory;
    this.reporter = reporter;
  }

  /** Keeps a woven class and its frame classes. */
  void woven(WovenClass woven) {
    write(woven.name() + ".class", woven.classFile());
    for (Map.Entry<String, byte[]> frameClass : woven.frameClasses().entrySet()) {
      write(frameClass.getKey() + ".class", frameClass.getValue());
    }
  }

  /**
   * Keeps a class file that Bobbin failed on, as it came. Returns where, or null if it is not kept.
   */
  @Nullable Path original(LoadingClass type) {
    String name = type.internalName();
    return write((name == null ? "nameless" : name) + ".class.original", type.classFile());
  }

  private @Nullable Path write(String fileName, byte[] classFile) {
    if (directory == null) {
      return null;
    }
    try {
      Path file = directory.resolve(fileName);
      Files.createDirectories(file.getParent());
      return Files.write(file, classFile);
    } catch (IOException | InvalidPathException e) {
      reporter.once("dump", "class files cannot be kept: " + e);
      return null;
    }
  }
}
