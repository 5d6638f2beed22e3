package dev.bobbin.agent;

import dev.bobbin.weave.ClassFileException;
import dev.bobbin.weave.ClassListing;
import dev.bobbin.weave.ClassPath;
import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaver;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code explain}: lists what weaving makes of classes, and writes nothing. */
final class ExplainCommand {
  static final String USAGE =
      """
        explain [--classpath PATH] CLASS|FILE.class...
                     list what each suspension point of the woven classes keeps and drops
      """;

  private static final String CLASSPATH = "--classpath";

  private final ClassPath classPath;
  private final PrintStream out;
  private final PrintStream err;

  private ExplainCommand(ClassPath classPath, PrintStream out, PrintStream err) {
    this.classPath = classPath;
    this.out = out;
    this.err = err;
  }

  /** Reads the arguments behind {@code explain} and does it; returns the exit status. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      Arguments arguments = Arguments.of(args, Set.of(CLASSPATH), Set.of());
      if (arguments.asks() != null) {
        return Main.answer(arguments.asks(), USAGE, out);
      }
      if (arguments.operands().isEmpty()) {
        return Main.misuse(err, "explain needs a class");
      }
      String elements = arguments.options().getOrDefault(CLASSPATH, ".");
      return explainAll(arguments.operands(), elements, out, err);
    } catch (Arguments.MisuseException e) {
      return Main.misuse(err, String.valueOf(e.getMessage()));
    }
  }

  private static int explainAll(
      List<String> classes, String elements, PrintStream out, PrintStream err) {
    try (ClassPath classPath = ClassPath.of(List.of(elements.split(File.pathSeparator, -1)))) {
      return new ExplainCommand(classPath, out, err).explainAll(classes);
    } catch (IOException | UncheckedIOException e) {
      err.println(Reporter.PREFIX + FileProblem.textOf(e));
      return Main.UNUSABLE;
    }
  }

  /** The worst of their statuses. */
  private int explainAll(List<String> classes) throws IOException {
    int status = Main.DONE;
    String separator = "";
    for (String name : classes) {
      byte[] classFile = find(name);
      if (classFile == null) {
        err.println(Reporter.PREFIX + name + " is no class of the class path, and no class file");
        status = Main.UNUSABLE;
      } else {
        out.print(separator);
        status = Math.max(status, explain(name, classFile));
        separator = "\n";
      }
    }
    return status;
  }

  private byte @Nullable [] find(String name) throws IOException {
    boolean isFile = name.endsWith(".class") && Files.isRegularFile(Path.of(name));
    return isFile ? Files.readAllBytes(Path.of(name)) : classPath.classFile(name.replace('.', '/'));
  }

  private int explain(String name, byte[] classFile) {
    try {
      Optional<ClassListing> listing = new Weaver(classPath.hierarchy()).explain(classFile);
      if (listing.isPresent()) {
        out.print(listing.get());
      } else {
        out.println(name + " has no async methods, or is woven already");
      }
      return Main.DONE;
    } catch (WeaveException e) {
      for (Diagnostic diagnostic : e.diagnostics()) {
        err.println(diagnostic);
      }
      return Main.REFUSED;
    } catch (ClassFileException e) {
      err.println(Reporter.PREFIX + name + ": " + e.getMessage());
      return Main.UNUSABLE;
    }
  }
}
