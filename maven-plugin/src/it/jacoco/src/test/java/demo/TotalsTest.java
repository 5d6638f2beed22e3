package demo;

import static dev.bobbin.Bobbin.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TotalsTest {
  @Test
  void addsUp() {
    assertEquals(6, run(() -> Totals.upTo(3)));
  }
}
