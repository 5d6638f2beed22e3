package dev.bobbin.torture;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {

  @Test
  void saysAfterWhatAndWhereNothingHappens() throws Exception {
    LinkedBlockingQueue<String> alarms = new LinkedBlockingQueue<>();
    Watchdog watchdog = new Watchdog(Duration.ofMillis(50), alarms::add);
    watchdog.happened("a test");
    watchdog.start();

    String alarm = alarms.poll(60, TimeUnit.SECONDS);

    assertNotNull(alarm);
    assertTrue(alarm.startsWith("nothing for PT0.05S after a test\n"), alarm);
    assertTrue(alarm.contains("saysAfterWhatAndWhereNothingHappens"), alarm);
  }
}
