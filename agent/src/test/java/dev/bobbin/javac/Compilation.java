package dev.bobbin.javac;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * What the javac of this JVM, with the plugin, says of a source file.
 *
 * @param succeeded whether javac would end with status 0
 * @param said what javac said, in its order
 */
record Compilation(boolean succeeded, List<Said> said) {

  /** One message. The lines of {@code text} behind the first say why, and how to fix it. */
  record Said(Diagnostic.Kind kind, long line, long column, String text) {

    /** Whether the plugin says it, and not javac. */
    boolean isOurs() {
      return text.startsWith("[");
    }

    String slug() {
      return text.substring(1, text.indexOf(']'));
    }

    /** As javac prints it, without the lines behind the first. */
    @Override
    public String toString() {
      String first = text.lines().findFirst().orElse("");
      return line + ":" + column + ": " + kind.name().toLowerCase(Locale.ROOT) + ": " + first;
    }
  }

  /** What the plugin alone has said. */
  List<Said> ours() {
    return said.stream().filter(Said::isOurs).toList();
  }

  /** The same as text, a line each. */
  String ourText() {
    return ours().stream().map(said -> said + "\n").collect(Collectors.joining());
  }

  /** The test's own class path, the runtime in it, and what makes the plugin a plugin. */
  static String classPath() {
    return Path.of("src/main/plugin") + File.pathSeparator + System.getProperty("java.class.path");
  }

  /** Compiles with the plugin from the processor path; no class file is kept. */
  static Compilation of(String source, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("-Xplugin:Bobbin", "-proc:none", "-Xlint:-options"));
    all.addAll(List.of("-processorpath", classPath(), "-classpath", classPath()));
    all.addAll(List.of(options));
    return run(source, all);
  }

  /** Compiles with these options and no others. */
  static Compilation run(String source, List<String> options) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var said = new DiagnosticCollector<JavaFileObject>();
    var otherwise = new StringWriter(); // what a crash of javac prints
    Path output = Files.createTempDirectory("bobbin");
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("-d", output.toString()));
    boolean succeeded =
        compiler.getTask(otherwise, null, said, all, null, List.of(new Source(source))).call();
    delete(output);
    if (!otherwise.toString().isEmpty()) {
      throw new AssertionError(otherwise);
    }
    return new Compilation(
        succeeded, said.getDiagnostics().stream().map(Compilation::said).toList());
  }

  private static Said said(Diagnostic<?> message) {
    return new Said(
        message.getKind(),
        message.getLineNumber(),
        message.getColumnNumber(),
        message.getMessage(Locale.ROOT));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("memory:///Example.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
