package dev.bobbin.behaviour;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is logged, by whatever logger, from its creation until it is closed. */
final class LoggedRecords implements AutoCloseable {
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Logger root = Logger.getLogger("");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          records.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  LoggedRecords() {
    root.addHandler(handler);
  }

  /** Whether {@code failure} was logged, by itself or as a cause or suppressed. */
  boolean mentions(Throwable failure) {
    return records.stream().anyMatch(entry -> contains(entry.getThrown(), failure));
  }

  /** Whether {@code text} was logged, in a message or in a throwable's. */
  boolean mentions(String text) {
    return toString().contains(text);
  }

  private static boolean contains(@Nullable Throwable whole, Throwable part) {
    if (whole == null || whole == part) {
      return whole == part;
    }
    for (Throwable suppressed : whole.getSuppressed()) {
      if (contains(suppressed, part)) {
        return true;
      }
    }
    return contains(whole.getCause(), part);
  }

  @Override
  public void close() {
    root.removeHandler(handler);
  }

  @Override
  public String toString() {
    return records.stream()
        .map(entry -> entry.getMessage() + ": " + entry.getThrown())
        .toList()
        .toString();
  }
}
