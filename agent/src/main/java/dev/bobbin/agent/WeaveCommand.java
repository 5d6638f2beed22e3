package dev.bobbin.agent;

import dev.bobbin.weave.ClassFileException;
import dev.bobbin.weave.ClassPath;
import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.WovenClass;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code weave}: weaves the class files of a directory, in place or into another one. */
final class WeaveCommand {
  private final Path source;
  private final Path target;
  private final PrintStream err;
  private int woven;
  private int refused;

  private WeaveCommand(Path source, Path target, PrintStream err) {
    this.source = source;
    this.target = target;
    this.err = err;
  }

  /** Reads the arguments behind {@code weave} and does it; returns the exit status. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    String classPath = "";
    Path output = null;
    Path source = null;
    for (int i = 1; i < args.length; i++) {
      String argument = args[i];
      boolean isLast = i + 1 == args.length;
      if (argument.equals("--classpath") || argument.equals("--output")) {
        if (isLast) {
          return Main.misuse(err, argument + " needs a value");
        }
        i++;
        if (argument.equals("--output")) {
          output = Path.of(args[i]);
        } else {
          classPath = args[i];
        }
      } else if (argument.startsWith("-")) {
        return Main.misuse(err, "unknown option \"" + argument + "\"");
      } else if (source != null) {
        return Main.misuse(err, "one directory at a time, found also \"" + argument + "\"");
      } else {
        source = Path.of(argument);
      }
    }
    if (source == null || !Files.isDirectory(source)) {
      return Main.misuse(
          err, source == null ? "weave needs a directory" : source + " is not a directory");
    }
    return weave(source, output == null ? source : output, classPath, out, err);
  }

  private static int weave(
      Path source, Path target, String classPath, PrintStream out, PrintStream err) {
    WeaveCommand command = new WeaveCommand(source, target, err);
    List<String> elements = new ArrayList<>(List.of(source.toString()));
    elements.addAll(List.of(classPath.split(File.pathSeparator, -1)));
    try (ClassPath files = ClassPath.of(elements)) {
      command.weaveAll(new Weaver(files.hierarchy()));
    } catch (IOException | UncheckedIOException e) {
      err.println(Reporter.PREFIX + e);
      return Main.UNUSABLE;
    }
    out.println("classes woven: " + command.woven + ", refused: " + command.refused);
    return command.refused == 0 ? Main.DONE : Main.REFUSED;
  }

  private void weaveAll(Weaver weaver) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(source)) {
      files = walk.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
    }
    for (Path file : files) {
      Path goal = target.resolve(source.relativize(file));
      byte[] content = Files.readAllBytes(file);
      WovenClass result = file.toString().endsWith(".class") ? weave(weaver, file, content) : null;
      if (result != null) {
        write(result, goal);
      } else if (!goal.equals(file)) {
        Files.createDirectories(goal.getParent());
        Files.write(goal, content);
      }
    }
  }

  /** Returns null where the class file is to stay as it is. */
  private @Nullable WovenClass weave(Weaver weaver, Path file, byte[] content) {
    try {
      Optional<WovenClass> result = weaver.weave(content);
      result.ifPresent(wovenClass -> wovenClass.warnings().forEach(err::println));
      return result.orElse(null);
    } catch (WeaveException e) {
      refused++;
      for (Diagnostic diagnostic : e.diagnostics()) {
        err.println(diagnostic);
      }
    } catch (ClassFileException e) {
      err.println(Reporter.PREFIX + file + " is left as it is: " + e.getMessage());
    }
    return null;
  }

  /**
   * The frame classes first: interrupted in between, the class is not woven and will be next time.
   */
  private void write(WovenClass result, Path goal) throws IOException {
    Files.createDirectories(goal.getParent());
    for (Map.Entry<String, byte[]> frameClass : result.frameClasses().entrySet()) {
      String name = frameClass.getKey();
      String fileName = name.substring(name.lastIndexOf('/') + 1) + ".class";
      Files.write(goal.resolveSibling(fileName), frameClass.getValue());
    }
    Files.write(goal, result.classFile());
    woven++;
  }
}
