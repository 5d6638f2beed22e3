package dev.bobbin.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes a record off the front of what has arrived, when all of it is there. */
abstract class Cut<T> {

  private @Nullable T result;

  /** False if more has to arrive; at the end of the input it is true, or throws. */
  abstract boolean make(SocketInput input) throws IOException;

  final boolean made(@Nullable T value) {
    result = value;
    return true;
  }

  @SuppressWarnings("NullAway") // null where T admits it: no line is left
  final T result() {
    return result;
  }

  /** A number of bytes. */
  static final class Count extends Cut<byte[]> {

    private final int count;

    Count(int count) {
      this.count = count;
    }

    @Override
    boolean make(SocketInput input) throws IOException {
      if (input.available() >= count) {
        return made(input.take(count));
      }
      if (input.hasEnded()) {
        byte[] partial = input.take(input.available());
        throw new IncompleteReadException(
            "the input ended after " + partial.length + " of " + count + " bytes", partial);
      }
      return false;
    }
  }

  /** All bytes up to the end of the input. */
  static final class Rest extends Cut<byte[]> {

    private final int limit;

    Rest(int limit) {
      this.limit = limit;
    }

    @Override
    boolean make(SocketInput input) throws IOException {
      if (input.available() > limit) {
        throw new RecordTooLongException("the input is longer than the limit", limit);
      }
      return input.hasEnded() && made(input.take(input.available()));
    }
  }

  /** Bytes up to a delimiter, which is part of the result. */
  static final class Until extends Cut<byte[]> {

    private final byte[] delimiter;
    private final int limit;

    /** Up to here no delimiter begins. */
    private int searched;

    Until(byte[] delimiter, int limit) {
      this.delimiter = Objects.requireNonNull(delimiter, "delimiter").clone();
      this.limit = limit;
      if (delimiter.length == 0) {
        throw new IllegalArgumentException("an empty delimiter would be found everywhere");
      }
    }

    @Override
    boolean make(SocketInput input) throws IOException {
      int last = input.available() - delimiter.length;
      for (; searched <= last && searched + delimiter.length <= limit; searched++) {
        if (beginsAt(input, searched)) {
          return made(input.take(searched + delimiter.length));
        }
      }
      if (input.available() >= limit) {
        throw new RecordTooLongException("no delimiter was found within the limit", limit);
      }
      if (input.hasEnded()) {
        byte[] partial = input.take(input.available());
        throw new IncompleteReadException(
            "the input ended after " + partial.length + " bytes without the delimiter", partial);
      }
      return false;
    }

    private boolean beginsAt(SocketInput input, int index) {
      for (int i = 0; i < delimiter.length; i++) {
        if (input.at(index + i) != delimiter[i]) {
          return false;
        }
      }
      return true;
    }
  }

  /** A line of UTF-8 without its end; null at the end of the input. */
  static final class Line extends Cut<@Nullable String> {

    private final int limit;
    private int searched;

    Line(int limit) {
      this.limit = limit;
    }

    @Override
    boolean make(SocketInput input) throws IOException {
      int available = input.available();
      for (; searched < available && searched <= limit; searched++) {
        if (input.at(searched) == '\n') {
          boolean carriage = searched > 0 && input.at(searched - 1) == '\r';
          byte[] line = input.take(carriage ? searched - 1 : searched);
          input.skip(carriage ? 2 : 1);
          return made(text(line));
        }
      }
      if (searched > limit) {
        throw new RecordTooLongException("a line is longer than the limit", limit);
      }
      if (!input.hasEnded()) {
        return false;
      }
      return made(available == 0 ? null : text(input.take(available)));
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
