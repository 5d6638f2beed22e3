package dev.bobbin.maven;

import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.WovenClass;
import dev.bobbin.weave.directory.WeavingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a goal says of its work, in lines. */
final class Report {
  private final Path classes;
  private final List<Path> sourceRoots;
  private final WeavingResult result;

  Report(Path classes, List<String> sourceRoots, WeavingResult result) {
    this.classes = classes;
    this.sourceRoots = sourceRoots.stream().map(Path::of).toList();
    this.result = result;
  }

  /** The one line of a build without problems. */
  String summary() {
    if (result.woven().isEmpty()) {
      return "Nothing to weave in " + classes;
    }
    return "Woven classes: %d, async methods: %d, suspension points: %d, in %s"
        .formatted(
            result.woven().size(), result.asyncMethods(), result.suspensionPoints(), classes);
  }

  List<String> perClass() {
    List<String> lines = new ArrayList<>();
    for (WovenClass woven : result.woven()) {
      lines.add(
          "woven: %s, async methods %d, suspension points %d, frame classes %d"
              .formatted(
                  woven.name().replace('/', '.'),
                  woven.asyncMethods(),
                  woven.suspensionPoints(),
                  woven.frameClasses().size()));
    }
    result.alreadyWoven().forEach(name -> lines.add("woven before: " + name));
    result.stale().forEach(path -> lines.add("stale frame class: " + path));
    return lines;
  }

  List<String> unreadable() {
    return result.unreadable();
  }

  List<String> warnings() {
    return result.warnings().stream().map(this::located).toList();
  }

  List<String> errors() {
    List<String> errors = new ArrayList<>(result.clashes());
    result.errors().forEach(problem -> errors.add(located(problem)));
    return errors;
  }

  /** With the source file's whole path where it is found, which development tools make a link. */
  private String located(Diagnostic problem) {
    String text = problem.toString();
    String name = problem.sourceFile();
    int dot = problem.className().lastIndexOf('.');
    String directory = problem.className().substring(0, dot + 1).replace('.', '/');
    for (Path root : sourceRoots) {
      Path file = root.resolve(directory + name);
      if (text.startsWith(name) && Files.isRegularFile(file)) {
        return file + text.substring(name.length());
      }
    }
    return text;
  }

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(summary()));
    lines.addAll(perClass());
    lines.addAll(unreadable());
    lines.addAll(warnings());
    lines.addAll(errors());
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }
}
