package dev.bobbin.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything public of the runtime has a comment. The build has doclint check the comments that
 * there are, and not its group "missing", which would also demand a tag for each parameter that
 * needs no words.
 */
class ApiCommentsTest {

  private static final Path SOURCES = Path.of("../runtime/src/main/java");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("(?m)^public (?:[\\w-]+ )*(?:@interface|class|interface|enum|record) ");

  @TempDir private Path classes;

  @Test
  void nothingPublicIsWithoutAComment() throws IOException {
    List<String> missing = new ArrayList<>();
    int looked = 0;
    for (Diagnostic<? extends JavaFileObject> said : doclint()) {
      looked++;
      if (said.getMessage(null).contains("no comment") && isOfTheApi(said.getSource())) {
        missing.add(Path.of(said.getSource().toUri()) + ":" + said.getLineNumber());
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(looked > 100, "doclint has looked, and missed tags that nobody needs: " + looked);
  }

  private List<Diagnostic<? extends JavaFileObject>> doclint() throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-Xdoclint:missing/protected",
            "-proc:none",
            "-Xmaxwarns",
            "100000",
            "-d",
            classes.toString(),
            "-cp",
            System.getProperty("java.class.path"));
    StringWriter out = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(said, null, null);
        Stream<Path> sources = Files.walk(SOURCES)) {
      List<Path> java =
          sources
              .filter(p -> p.toString().endsWith(".java") && !p.endsWith("module-info.java"))
              .toList();
      var units = files.getJavaFileObjectsFromPaths(java);
      assertTrue(javac.getTask(out, files, said, options, null, units).call(), said::toString);
    }
    return said.getDiagnostics();
  }

  private static boolean isOfTheApi(JavaFileObject source) throws IOException {
    String text = source.getCharContent(true).toString();
    return PUBLIC_TYPE.matcher(text).find() && !text.contains("\n * @hidden\n");
  }
}
