package dev.bobbin.process;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A child's arguments in a file that the {@code java} command reads, since systems limit the length
 * of command lines: Linux takes 128 KiB in one argument, as class paths of tests may have, and
 * Windows 32,767 characters in all. The child deletes the file when it has started.
 */
final class ArgumentFile {
  /** Tells the child the file's name. */
  static final String OPTION = "-Dbobbin.process.arguments=";

  private static final String PROPERTY = OPTION.substring(2, OPTION.length() - 1);

  private static final int LONGEST_LINE = 30_000;

  private final String command;
  private final Path file;

  private ArgumentFile(String command, Path file) {
    this.command = command;
    this.file = file;
  }

  /** Writes what stands behind the command; null if the line is short enough as it is. */
  static @Nullable ArgumentFile of(List<String> line) throws IOException {
    if (line.stream().mapToInt(String::length).sum() <= LONGEST_LINE) {
      return null;
    }
    // For this user alone: there may be secrets in options.
    Path file = Files.createTempFile("bobbin-process-", ".args");
    StringBuilder text = new StringBuilder(quoted(OPTION + file));
    line.subList(1, line.size()).forEach(argument -> text.append(quoted(argument)));
    ArgumentFile arguments = new ArgumentFile(line.get(0), file);
    try {
      Files.write(file, text.toString().getBytes(charset()));
    } catch (IOException failure) {
      arguments.delete();
      throw failure;
    }
    return arguments;
  }

  /** Of what the launcher takes command lines to be. */
  private static Charset charset() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  private static String quoted(String argument) {
    String escaped =
        argument
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r");
    return "\"" + escaped + "\"\n";
  }

  List<String> shortLine() {
    return List.of(command, "@" + file);
  }

  void delete() {
    delete(file);
  }

  /** Deletes the file that this process was started by, if it was. */
  static void deleteOwn() {
    String own = System.getProperty(PROPERTY);
    if (own != null) {
      delete(Path.of(own));
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException stays) {
      // a temporary file more, which harms nobody
    }
  }
}
