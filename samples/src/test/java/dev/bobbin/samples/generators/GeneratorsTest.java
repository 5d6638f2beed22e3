package dev.bobbin.samples.generators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.samples.WovenProgram;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorsTest {

  @TempDir private Path directory;

  @Test
  void elementsAreMadeWhenTheyAreAskedFor() throws Exception {
    WovenProgram.Result result = WovenProgram.run(directory, Generators.class);

    assertEquals(0, result.status(), result::toString);
    assertEquals("", result.err());
    assertEquals(
        """
        -- lazy sequences, without any event loop
        below 100:  0 1 1 2 3 5 8 13 21 34 55 89
        even:       [0, 2, 8, 34, 144, 610]
        64 discs:   [1:AB, 2:AC, 1:BC, 3:AB, 1:CA] ...
        4 discs:    15 moves
        mean:       10.0 15.0
        -- streams: who makes waits for who takes
                    the sensor is off
        one by one: at most 0 readings ahead
                    the sensor is off
        buffer(8):  at most 8 readings ahead
                    the sensor is off
        squares:    [...]
        -- streams through an HTTP client that knows Flow
        uploaded:   65536000 bytes
        under way:  at most ... of 1000 chunks
        downloaded: 65536000 bytes
        """,
        result
            .out()
            .replaceFirst("squares: +\\[[^]]*]", "squares:    [...]")
            .replaceFirst("at most \\d+ of", "at most ... of"));

    String[] squares = found(result, "squares: +\\[(.*)]").split(", ");
    assertEquals(5, Arrays.stream(squares).distinct().count(), result::toString);
    for (String square : squares) {
      double root = Math.sqrt(Integer.parseInt(square));
      assertTrue(root % 2 == 0 && root < 40, result::toString); // even, and of the first ones
    }
    // The rest waits in the generator, not in memory; what is under way is what the sockets hold.
    assertTrue(Integer.parseInt(found(result, "at most (\\d+) of 1000")) < 500, result::toString);
  }

  private static String found(WovenProgram.Result result, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(result.out());
    assertTrue(matcher.find(), () -> regex + " is not in " + result);
    return matcher.group(1);
  }
}
