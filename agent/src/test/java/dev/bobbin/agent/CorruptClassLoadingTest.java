package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.weave.Mutants;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken class files on their way into the JVM are let through or refused: no internal error. */
class CorruptClassLoadingTest {

  @TempDir Path directory;

  @Test
  void classFilesWithFaultsAreNoInternalError() throws Exception {
    Path classes = new Program(directory).file("app/Adding.java", Program.ADDING).compileHere();
    byte[] whole = Files.readAllBytes(classes.resolve("app/Adding.class"));
    var said = new ByteArrayOutputStream();
    var reporter = new Reporter(new PrintStream(said, true, StandardCharsets.UTF_8), true);
    var instrumentation = new FakeInstrumentation().instrumentation;
    var transformer =
        new WeavingTransformer(AgentOptions.parse("verbose"), instrumentation, reporter);

    for (int seed = 0; seed < 300; seed++) {
      var loader = new DefiningLoader();
      byte[] mutant = Mutants.of(whole, new Random(seed));
      transformer.transform(
          loader.getUnnamedModule(), loader, "app/Adding" + seed, null, null, mutant);
    }

    String text = said.toString(StandardCharsets.UTF_8);
    assertEquals(-1, text.indexOf("internal error"), text);
  }
}
