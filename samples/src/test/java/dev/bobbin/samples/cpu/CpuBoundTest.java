package dev.bobbin.samples.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.samples.WovenProgram;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuBoundTest {

  private static final int PRIMES_BELOW_2_000_000 = 148_933;

  @TempDir private Path directory;

  private record Row(int primes, int millis, int beats, int late) {}

  @Test
  void onlyTheJobOnTheLoopStopsTheHeart() throws Exception {
    WovenProgram.Result result = WovenProgram.run(directory, CpuBound.class);

    assertEquals(0, result.status(), result::toString);
    Row loop = row(result, "on the loop");
    Row threads = row(result, "on threads");
    Row processes = row(result, "in processes");
    assertEquals(PRIMES_BELOW_2_000_000, loop.primes());
    assertEquals(PRIMES_BELOW_2_000_000, threads.primes());
    assertEquals(PRIMES_BELOW_2_000_000, processes.primes());
    // Not one beat, so the first is late by all that the job took but the 10 ms before it.
    assertEquals(0, loop.beats(), result::toString);
    assertTrue(loop.late() >= loop.millis() - 11, result::toString);
    assertTrue(threads.beats() >= 5 && processes.beats() >= 5, result::toString);
    assertTrue(threads.late() < threads.millis(), result::toString);
    assertTrue(processes.late() < processes.millis(), result::toString);
    // The watchdog says who keeps the loop, and where.
    assertTrue(result.err().contains("has kept the loop for"), result::toString);
    assertTrue(result.err().contains("CpuBound.primes(CpuBound.java:"), result::toString);
    assertTrue(result.err().contains("Heartbeat.beat"), "who waits meanwhile: " + result);
  }

  private static Row row(WovenProgram.Result result, String where) {
    Matcher row =
        Pattern.compile(
                where
                    + " +(\\d+) primes in (\\d+) ms; the heart beat (\\d+) times, at most (\\d+) ms"
                    + " late")
            .matcher(result.out());
    assertTrue(row.find(), () -> "no row " + where + " in " + result);
    return new Row(number(row, 1), number(row, 2), number(row, 3), number(row, 4));
  }

  private static int number(Matcher row, int group) {
    return Integer.parseInt(row.group(group));
  }
}
