package dev.bobbin.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {

  @TempDir private Path directory;

  @Test
  void helloAwaitWakesBothAtTheSameTime() throws Exception {
    prints(
        """
        Bob is up
        Ada is up
        Hello, Ada! Hello, Bob!
        """,
        HelloAwait.class);
  }

  @Test
  void fanOutHasAllOrdersUnderWayAtOnce() throws Exception {
    prints(
        """
        total: 10100
        at once: 100, still under way: 0
        """,
        FanOut.class);
  }

  @Test
  void timeoutEndsTheSlowSearchAndRunsItsFinally() throws Exception {
    prints(
        """
        searching for keys
        closing the search for keys
        found keys
        searching for treasure
        closing the search for treasure
        gave up on treasure
        """,
        Timeout.class);
  }

  @Test
  void retrySucceedsAtTheThirdAttempt() throws Exception {
    prints(
        """
        call 1 failed, trying again in 20 ms
        call 2 failed, trying again in 40 ms
        fine
        """,
        Retry.class);
  }

  private void prints(String expected, Class<?> sample) throws IOException, InterruptedException {
    assertEquals(new WovenProgram.Result(0, expected, ""), WovenProgram.run(directory, sample));
  }
}
