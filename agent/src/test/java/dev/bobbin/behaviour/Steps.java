package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/**
 * The order in which a scenario's parts ran: {@code reach(1)}, {@code reach(2)} ... wherever they
 * happen, {@code finish(n)} as the test's last line.
 *
 * <p>A wrong step does not throw where it happens, as that would send the scenario another way and
 * perhaps be swallowed by the code under test; {@link #finish} compares the whole order instead.
 */
final class Steps {
  private final List<Integer> reached = new ArrayList<>();

  /** Notes that step {@code step} happens now, on any thread. */
  synchronized void reach(int step) {
    reached.add(step);
  }

  /** Checks that the steps before {@code step} happened once each, in order, and no others. */
  synchronized void finish(int step) {
    var expected = new ArrayList<Integer>();
    for (int i = 1; i < step; i++) {
      expected.add(i);
    }
    assertEquals(expected, reached, "steps in the order they were reached");
  }
}
