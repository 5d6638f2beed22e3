package dev.bobbin.samples.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The header Date, made once a second. */
final class HttpDate {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("'Date: 'EEE, dd MMM yyyy HH:mm:ss 'GMT\r\n'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private long second = -1;
  private byte[] line = {};

  byte[] line(long epochMillis) {
    long now = Math.floorDiv(epochMillis, 1000);
    if (now != second) {
      second = now;
      line = FORMAT.format(Instant.ofEpochSecond(now)).getBytes(US_ASCII);
    }
    return line;
  }
}
