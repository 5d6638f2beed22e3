package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls that README.md has for other build tools, made as these make them. */
class ReadmeCallsIT {
  private static final Pattern TEXT = Pattern.compile("'([^']*)'");

  @TempDir Path directory;
  private String readme;
  private Path classes;

  @BeforeEach
  void compile() throws IOException {
    readme = Files.readString(Path.of("..", "README.md"));
    classes = Program.adding(directory).compile("-classpath", ChildJvm.runtimeJar().toString());
  }

  /** What stands between {@code before} and {@code after}, which it has to. */
  private String between(String before, String after) {
    Matcher found =
        Pattern.compile(Pattern.quote(before) + "(.*?)" + Pattern.quote(after)).matcher(readme);
    assertTrue(found.find(), "README.md has no " + before);
    return found.group(1);
  }

  @Test
  void ofGradle() throws Exception {
    Map<String, String> values =
        Map.of(
            "javac.classpath.asPath", ChildJvm.runtimeJar().toString(),
            "javac.destinationDirectory.get().asFile", classes.toString());
    List<String> call = new ArrayList<>();
    call.add("-cp");
    call.add(
        ChildJvm.agentJar().toString()); // spec.classpath: the one artifact of its configuration
    call.add(between("spec.mainClass = '", "'"));
    for (String argument : between("spec.args ", "\n").split(", ")) {
      Matcher text = TEXT.matcher(argument);
      assertTrue(text.matches() || values.containsKey(argument), () -> "what is " + argument + "?");
      call.add(text.matches() ? text.group(1) : values.get(argument));
    }

    ChildJvm.run(directory, call.toArray(String[]::new)).quietly("classes woven: 1, refused: 0\n");

    runs();
  }

  @Test
  void ofAnt() throws Exception {
    List<String> call = new ArrayList<>(List.of("-jar", ChildJvm.agentJar().toString()));
    for (String argument : between("<arg line=\"", "\"/>").split(" ")) {
      call.add(
          argument
              .replace("bobbin-runtime.jar", ChildJvm.runtimeJar().toString())
              .replaceAll("^classes$", Matcher.quoteReplacement(classes.toString())));
    }

    ChildJvm.run(directory, call.toArray(String[]::new)).quietly("classes woven: 1, refused: 0\n");

    runs();
  }

  private void runs() throws Exception {
    ChildJvm.run(directory, "-cp", ChildJvm.path(classes, ChildJvm.runtimeJar()), "app.Main")
        .quietly(Program.ADDING_PRINTS);
  }
}
