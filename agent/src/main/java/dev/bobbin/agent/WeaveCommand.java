package dev.bobbin.agent;

import dev.bobbin.agent.ClassContainer.RefusedJarException;
import dev.bobbin.weave.ClassPath;
import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.directory.WeavingResult;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code weave}: weaves the class files of directories and jars, in place or elsewhere. */
final class WeaveCommand {
  static final String USAGE =
      """
        weave [--classpath PATH] [--output DIR] [--coverage] DIR|JAR...
                     weave the class files in directories and jars, in place;
                     or leave them as they are and put a directory's files into DIR,
                     or jars under their names;
                     PATH is where the supertypes of the classes are found;
                     --coverage lets JaCoCo count the lines of async methods
      """;

  private static final String CLASSPATH = "--classpath";
  private static final String OUTPUT = "--output";
  private static final String COVERAGE = "--coverage";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean forCoverage;
  private int woven;
  private int refused;
  private int status = Main.DONE;

  private WeaveCommand(PrintStream out, PrintStream err, boolean forCoverage) {
    this.out = out;
    this.err = err;
    this.forCoverage = forCoverage;
  }

  /** Reads the arguments behind {@code weave} and does it; returns the exit status. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      Arguments arguments = Arguments.of(args, Set.of(CLASSPATH, OUTPUT), Set.of(COVERAGE));
      if (arguments.asks() != null) {
        return Main.answer(arguments.asks(), USAGE, out);
      }
      String classPath = arguments.options().getOrDefault(CLASSPATH, "");
      boolean forCoverage = arguments.flags().contains(COVERAGE);
      return new WeaveCommand(out, err, forCoverage).weave(containers(arguments), classPath);
    } catch (Arguments.MisuseException e) {
      return Main.misuse(err, String.valueOf(e.getMessage()));
    } catch (IOException | UncheckedIOException e) {
      err.println(Reporter.PREFIX + FileProblem.textOf(e));
      return Main.UNUSABLE;
    }
  }

  /** By source, each once, with where it goes to. */
  private static List<ClassContainer> containers(Arguments arguments)
      throws Arguments.MisuseException, IOException {
    if (arguments.operands().isEmpty()) {
      throw new Arguments.MisuseException("weave needs a directory or a jar");
    }
    String output = arguments.options().get(OUTPUT);
    Map<Path, ClassContainer> containers = new LinkedHashMap<>();
    Set<Path> targets = new HashSet<>();
    if (arguments.operands().contains("") || "".equals(output)) {
      throw new Arguments.MisuseException(
          "a name is empty, which a path takes for the current directory: name that \".\"");
    }
    for (String operand : arguments.operands()) {
      if (!Files.exists(Path.of(operand))) {
        throw new Arguments.MisuseException("there is no " + operand);
      }
      Path source = Path.of(operand).toRealPath();
      boolean isDirectory = Files.isDirectory(source);
      if (!isDirectory && operand.endsWith(".class")) {
        throw new Arguments.MisuseException(
            operand + " is a single class: name the directory in which its packages are");
      }
      Path target = source;
      if (output != null) {
        Path root = real(Path.of(output));
        target = isDirectory ? root : root.resolve(Path.of(operand).getFileName());
        if (isDirectory && !target.equals(source) && target.startsWith(source)) {
          throw new Arguments.MisuseException(output + " is inside of " + operand);
        }
      }
      if (!containers.containsKey(source) && !targets.add(target)) {
        throw new Arguments.MisuseException(
            "with "
                + OUTPUT
                + ", one directory at a time, or jars of different names; "
                + operand
                + " is one too many");
      }
      containers.put(
          source,
          isDirectory ? new DirectoryOfClasses(source, target) : new JarOfClasses(source, target));
    }
    return List.copyOf(containers.values());
  }

  /** The real path of a directory that need not be there yet. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
  }

  /** All are woven before any is written: the weaver reads each one's classes for the others. */
  private int weave(List<ClassContainer> containers, String classPath) throws IOException {
    Map<ClassContainer, WeavingResult> results = new LinkedHashMap<>();
    List<ClassContainer> readable = readable(containers);
    List<String> elements = new ArrayList<>();
    for (ClassContainer container : readable) {
      elements.add(container.name());
    }
    elements.addAll(List.of(classPath.split(File.pathSeparator, -1)));
    try (ClassPath files = ClassPath.of(elements)) {
      Weaver weaver = new Weaver(files.hierarchy(), forCoverage);
      for (ClassContainer container : readable) {
        try {
          WeavingResult result = container.weave(weaver);
          report(container, result);
          results.put(container, result);
        } catch (RefusedJarException e) {
          complain(Main.REFUSED, container.name() + " " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
          complain(Main.UNUSABLE, FileProblem.textOf(e));
        }
      }
    }
    results.forEach(this::write);
    out.println("classes woven: " + woven + ", refused: " + refused);
    return status;
  }

  /** Those that can be opened: one that is broken keeps the others from nothing. */
  private List<ClassContainer> readable(List<ClassContainer> containers) {
    List<ClassContainer> readable = new ArrayList<>();
    for (ClassContainer container : containers) {
      try {
        ClassPath.of(List.of(container.name())).close();
        readable.add(container);
      } catch (IOException e) {
        complain(Main.UNUSABLE, FileProblem.textOf(e));
      }
    }
    return readable;
  }

  private void report(ClassContainer container, WeavingResult result) {
    for (Diagnostic error : result.errors()) {
      err.println(error);
    }
    for (Diagnostic warning : result.warnings()) {
      err.println(warning);
    }
    for (String clash : result.clashes()) {
      complain(Main.REFUSED, container.name() + ": " + clash);
    }
    for (String unreadable : result.unreadable()) {
      complain(Main.UNUSABLE, container.name() + ": " + unreadable);
    }
    if (!result.errors().isEmpty()) {
      status = Math.max(status, Main.REFUSED);
      refused += (int) result.errors().stream().map(Diagnostic::className).distinct().count();
    }
  }

  private void write(ClassContainer container, WeavingResult result) {
    try {
      container.write(result);
      woven += result.woven().size();
    } catch (IOException e) {
      complain(Main.UNUSABLE, "cannot write " + FileProblem.textOf(e));
    }
  }

  private void complain(int atLeast, String what) {
    err.println(Reporter.PREFIX + what);
    status = Math.max(status, atLeast);
  }
}
