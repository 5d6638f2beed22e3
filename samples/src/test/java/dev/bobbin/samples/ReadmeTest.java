package dev.bobbin.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  @Test
  void itsCodeIsThatOfASampleThatRuns() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md")).replace("\r\n", "\n");
    Path source = Path.of("src", "main", "java", "dev", "bobbin", "samples", "HelloAwait.java");
    String sample = Files.readString(source).replace("\r\n", "\n").replaceAll("(?m)^  ", "");
    Matcher code = Pattern.compile("(?s)```java\n(.*?)```").matcher(readme);
    assertTrue(code.find(), "README.md has no Java code");
    assertTrue(sample.contains(code.group(1)), () -> "not in " + source + ":\n" + code.group(1));
  }

  /** The classes, and the jar that the sample module packs. */
  @Test
  void theCommandsOfTheSamplesNameProgramsThatAreThere() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    Matcher command =
        Pattern.compile("`java -cp (\\S+) (dev\\.bobbin\\.samples\\.\\S+)`").matcher(readme);
    int commands = 0;
    while (command.find()) {
      commands++;
      assertTrue(Files.exists(Path.of("..", command.group(1))), command::group);
      Class.forName(command.group(2)).getMethod("main", String[].class);
    }
    assertTrue(commands >= 5, commands + " commands");
  }
}
