package dev.bobbin.jmh.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** Writes and compiles the program: some async methods among many classes that are loaded. */
final class Program {
  private static final int ASYNC_METHODS = 20;

  private Program() {}

  /** Returns the directory with the program's class files. */
  static Path compile(Dialect dialect, int loadedClasses, String classPath, Path into)
      throws IOException {
    Path sources = Files.createDirectories(into.resolve("sources"));
    Path classes = Files.createDirectories(into.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-Xlint:none", "-nowarn", "-cp", classPath));
    arguments.addAll(List.of("--release", dialect.release(), "-d", classes.toString()));
    arguments.add(write(sources, "Main", dialect.main()));
    arguments.add(write(sources, "Calls", dialect.calls(ASYNC_METHODS)));
    arguments.add(write(sources, "Loaded", loaded(loadedClasses)));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(new String[0]));
    if (status != 0) {
      throw new IllegalStateException("the program of " + dialect + " does not compile");
    }
    return classes;
  }

  private static String write(Path directory, String type, String text) throws IOException {
    return Files.writeString(directory.resolve(type + ".java"), text).toString();
  }

  private static String loaded(int count) {
    StringBuilder calls = new StringBuilder();
    StringBuilder types = new StringBuilder();
    for (int i = 0; i < count; i++) {
      calls.append("    sum += L%d.of(sum);\n".formatted(i));
      types.append(
          """
          class L%1$d {
            private final int number;
            private String text = "text %1$d";
            L%1$d(int number) { this.number = number; }
            int number() { return number + text.length(); }
            static int of(int sum) { return new L%1$d(sum).number(); }
          }
          """
              .formatted(i));
    }
    return "class Loaded {\n  static int all() {\n    int sum = 0;\n"
        + calls
        + "    return sum;\n  }\n}\n"
        + types;
  }
}
