package dev.bobbin.weave;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources, those that a test holds as text or those of a directory. */
public final class Sources {

  private Sources() {}

  /** The class files, by binary name, of a source file for the JDK at hand. */
  public static Map<String, byte[]> compile(String fileName, String source, String... options) {
    return compile(
        ToolProvider.getSystemJavaCompiler(),
        files -> List.of(new Text(fileName, source)),
        options);
  }

  /** The class files, by binary name, of all source files in a directory. */
  static Map<String, byte[]> compile(JavaCompiler compiler, Path directory, String... options)
      throws IOException {
    try (Stream<Path> listed = Files.list(directory)) {
      List<Path> sources = listed.filter(file -> file.toString().endsWith(".java")).toList();
      return compile(compiler, files -> files.getJavaFileObjectsFromPaths(sources), options);
    }
  }

  private static Map<String, byte[]> compile(
      JavaCompiler compiler,
      Function<StandardJavaFileManager, Iterable<? extends JavaFileObject>> sources,
      String... options) {
    var problems = new DiagnosticCollector<JavaFileObject>();
    StandardJavaFileManager standard = compiler.getStandardFileManager(problems, null, null);
    Memory memory = new Memory(standard);
    var texts = sources.apply(standard);
    boolean compiled =
        compiler.getTask(null, memory, problems, List.of(options), null, texts).call();
    if (!compiled) {
      throw new AssertionError(said(problems) + "\n" + texts);
    }
    Map<String, byte[]> classFiles = new LinkedHashMap<>();
    memory.written.forEach((name, bytes) -> classFiles.put(name, bytes.toByteArray()));
    return classFiles;
  }

  private static String said(DiagnosticCollector<JavaFileObject> problems) {
    return problems.getDiagnostics().stream()
        .map(problem -> problem + " " + problem.getMessage(Locale.ROOT))
        .collect(Collectors.joining("\n"));
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String source;

    Text(String fileName, String source) {
      super(URI.create("memory:///" + fileName), Kind.SOURCE);
      this.source = source;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }

    @Override
    public String toString() {
      return source;
    }
  }

  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    final Map<String, ByteArrayOutputStream> written = new TreeMap<>();

    Memory(JavaFileManager standard) {
      super(standard);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + className + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          written.put(className.replace('/', '.'), bytes); // ecj gives an internal name
          return bytes;
        }
      };
    }
  }
}
