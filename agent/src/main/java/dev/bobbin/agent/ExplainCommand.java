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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code explain}: lists what weaving makes of classes, and writes nothing. */
final class ExplainCommand {
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
    String elements = ".";
    List<String> classes = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      if (args[i].equals("--classpath")) {
        if (i + 1 == args.length) {
          return Main.misuse(err, "--classpath needs a value");
        }
        elements = args[++i];
      } else if (args[i].startsWith("-")) {
        return Main.misuse(err, "unknown option \"" + args[i] + "\"");
      } else {
        classes.add(args[i]);
      }
    }
    if (classes.isEmpty()) {
      return Main.misuse(err, "explain needs a class");
    }
    try (ClassPath classPath = ClassPath.of(List.of(elements.split(File.pathSeparator, -1)))) {
      return new ExplainCommand(classPath, out, err).explainAll(classes);
    } catch (IOException | UncheckedIOException e) {
      err.println(Reporter.PREFIX + e);
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
