package dev.bobbin.torture;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Notices when nothing happens any more. */
final class Watchdog {

  private final Duration patience;
  private final Consumer<String> alarm;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  /**
   * @param patience how long nothing may happen
   * @param alarm gets the last event and what all threads do, once
   */
  Watchdog(Duration patience, Consumer<String> alarm) {
    this.patience = patience;
    this.alarm = alarm;
  }

  void start() {
    Thread thread = new Thread(this::watch, "watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  void happened(String event) {
    events.add(event);
  }

  private void watch() {
    String last = "the start";
    try {
      for (String next = last; next != null; ) {
        last = next;
        next = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException ended) {
      return;
    }
    alarm.accept("nothing for " + patience + " after " + last + "\n" + threads());
  }

  private static String threads() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      text.append(each.getKey()).append('\n');
      for (StackTraceElement element : each.getValue()) {
        text.append("\tat ").append(element).append('\n');
      }
    }
    return text.toString();
  }
}
