package dev.bobbin.samples;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Compiles the blocks of one document, with Bobbin's plugin in the compiler, and runs them. */
final class BlockRun {

  private final Path sources;
  private final Path classes;

  BlockRun(Path directory) throws IOException {
    this.sources = Files.createDirectories(directory.resolve("sources"));
    this.classes = Files.createDirectories(directory.resolve("classes"));
  }

  /** What the compiler says, with the lines of the block; nothing if it compiles. */
  String compile(BlockSource source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    Path file = sources.resolve(source.className() + ".java");
    Files.writeString(file, source.text());
    String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
    List<String> options =
        List.of(
            "--release",
            "17",
            "-proc:none",
            "-Xlint:-options",
            "-Xplugin:Bobbin",
            "--processor-path",
            Objects.requireNonNull(System.getProperty("bobbin.agent.jar"), "agent jar"),
            "-cp",
            classPath,
            "-d",
            classes.toString());
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(said, null, StandardCharsets.UTF_8)) {
      compiler.getTask(null, files, said, options, null, files.getJavaFileObjects(file)).call();
    }
    return said.getDiagnostics().stream()
        .filter(d -> d.getKind() != Diagnostic.Kind.NOTE)
        .map(d -> text(source, d))
        .collect(Collectors.joining("\n"));
  }

  private static String text(BlockSource source, Diagnostic<?> diagnostic) {
    String kind = diagnostic.getKind() == Diagnostic.Kind.ERROR ? "error" : "warning";
    return "%s.java:%d: %s: %s"
        .formatted(
            source.className(), diagnostic.getLineNumber(), kind, diagnostic.getMessage(null));
  }

  /**
   * Runs what has been compiled, woven by this JVM's agent, and statements on the given loop;
   * returns what it printed.
   */
  String run(BlockSource source, EventLoop loop) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    URL[] path = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, BlockRun.class.getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      call(source, Class.forName(source.className(), true, loader), loop);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception thrown) {
        throw thrown;
      }
      throw e;
    } finally {
      System.setOut(out);
    }
    return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n").stripTrailing();
  }

  private static void call(BlockSource source, Class<?> type, EventLoop loop) throws Exception {
    switch (source.kind()) {
      case DECLARATIONS -> {}
      case PROGRAM -> method(type, String[].class).invoke(null, (Object) new String[0]);
      case STATEMENTS -> method(type).invoke(instance(type));
      case ASYNC_STATEMENTS -> loop.run(() -> (Task<?>) method(type).invoke(instance(type)));
      case TESTS -> runTests(type);
    }
  }

  private static Object instance(Class<?> type) throws ReflectiveOperationException {
    var constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static Method method(Class<?> type, Class<?>... parameters) throws NoSuchMethodException {
    Method main = type.getDeclaredMethod("main", parameters);
    main.setAccessible(true);
    return main;
  }

  /** Runs JUnit inside of JUnit, and prints the messages of the tests that fail. */
  private static void runTests(Class<?> type) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(type))
                .build(),
            listener);
    TestExecutionSummary summary = listener.getSummary();
    if (summary.getTestsSucceededCount() + summary.getTestsFailedCount() == 0) {
      throw new IllegalStateException("no test has run");
    }
    summary.getFailures().forEach(failure -> print(failure.getException()));
  }

  private static void print(Throwable thrown) {
    System.out.println(thrown.getMessage());
    for (Throwable suppressed : thrown.getSuppressed()) {
      System.out.println(suppressed.getMessage());
    }
  }

  /** Runs a program in a JVM of its own; returns what it printed, errors behind the rest. */
  String runAlone(BlockSource source) throws Exception {
    if (source.kind() != BlockSource.Kind.PROGRAM) {
      throw new IllegalArgumentException("only a program runs in a JVM of its own");
    }
    try (WovenProgram program =
        WovenProgram.startUnwoven(sources, List.of(classes), source.className())) {
      WovenProgram.Result result = program.result();
      return (result.out() + result.err()).stripTrailing();
    }
  }
}
