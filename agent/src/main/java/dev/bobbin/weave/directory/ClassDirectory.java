package dev.bobbin.weave.directory;

import dev.bobbin.weave.Weaver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A directory of class files, to be woven in place or into another one. */
public final class ClassDirectory {
  private static final String SUFFIX = ".class";

  /** Behind the name of a file that is being written; a run that was killed may leave one. */
  private static final String UNFINISHED = ".bobbin";

  private final Path root;

  public ClassDirectory(Path root) {
    this.root = root;
  }

  /**
   * Weaves every class that needs it and writes nothing.
   *
   * @param wanted tells by the name, e.g. {@code com.acme.Outer$Inner}, whether a class is to be
   *     woven
   * @throws IOException if a file cannot be read
   */
  public WeavingResult weave(Weaver weaver, Predicate<String> wanted) throws IOException {
    WeavingPass pass = new WeavingPass(weaver, wanted);
    for (String name : namesIn(root, SUFFIX)) {
      pass.add(name, Files.readAllBytes(below(root, name)));
    }
    return pass.end();
  }

  /**
   * Writes what changed, and that alone, to this directory. Each file is replaced as a whole: who
   * reads it meanwhile sees the old one or the new one.
   *
   * @throws IOException if a file cannot be written or deleted; the next run does what is missing
   */
  public void write(WeavingResult result) throws IOException {
    for (String unfinished : namesIn(root, SUFFIX + UNFINISHED)) {
      Files.deleteIfExists(below(root, unfinished));
    }
    for (String stale : result.stale()) {
      Files.deleteIfExists(below(root, stale));
    }
    for (Map.Entry<String, byte[]> file : result.changed().entrySet()) {
      replace(below(root, file.getKey()), file.getValue());
    }
  }

  /**
   * A file in a directory.
   *
   * @param path relative, with slashes
   * @throws IOException if no file can have such a name in the JVM's locale
   */
  public static Path below(Path directory, String path) throws IOException {
    try {
      return directory.resolve(path);
    } catch (InvalidPathException e) {
      throw new IOException(
          path
              + " in "
              + directory
              + ": no file can be named so in this locale"
              + "\n    why: "
              + e.getReason()
              + "\n    fix: set a locale with UTF-8, such as LC_ALL=C.UTF-8",
          e);
    }
  }

  /**
   * Puts a new file into the place of an old one, in one step where the file system can. Makes the
   * directories that are missing.
   *
   * @throws IOException if it cannot be written; the old one is still there then
   */
  public static void replace(Path file, byte[] content) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    Files.createDirectories(unfinished.toAbsolutePath().getParent());
    Files.write(unfinished, content);
    try {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * The files in a directory whose names end so, also behind links: relative, with slashes, in
   * order.
   *
   * @throws IOException if the directory cannot be read, or a link leads back into itself
   */
  public static List<String> namesIn(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .map(name -> name.replace(directory.getFileSystem().getSeparator(), "/"))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof FileSystemLoopException loop
          ? endless(directory, loop)
          : e.getCause();
    }
  }

  private static IOException endless(Path directory, FileSystemLoopException loop) {
    return new IOException(
        loop.getFile()
            + " is a link to a directory that it is in: "
            + directory
            + " has no end"
            + "\n    fix: remove the link",
        loop);
  }
}
