package dev.bobbin.jmh.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartUpTest {
  @Test
  void theProgramLoadsItsClassesAndCallsItsMethods(@TempDir Path directory) throws Exception {
    Path classes = Program.compile(Dialect.PLAIN, 3, "", directory);
    Path jar = Jars.pack(classes, directory.resolve("program.jar"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Variant plain = new Variant("plain", List.of(java, "-cp", jar.toString(), "Main"));

    plain.run(true);

    int fromCalls = 1 + 9 * "m1".length() + 11 * "m10".length();
    int fromLoaded = 6 + (6 + 6) + (6 + 6 + 6 + 6); // each adds "text N" to the sum so far
    assertEquals(fromCalls + fromLoaded, Integer.parseInt(plain.printed().strip()));
    assertTrue(plain.medianWallMillis() > 0);
  }
}
