package dev.bobbin.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How a call ended in the child: the value, or what was thrown, as bytes. */
record Reply(boolean failed, byte[] outcome) {

  /**
   * Stands before each reply, because the JVM, agents and native code write to standard output
   * without asking. Its first byte is nowhere else in it.
   */
  private static final byte[] MARK = "\001bobbin reply\002".getBytes(StandardCharsets.US_ASCII);

  static Reply value(@Nullable Object value) {
    try {
      return new Reply(false, Wire.toBytes(value));
    } catch (IOException | RuntimeException cannotBeCopied) {
      return failure(cannotBeCopied);
    }
  }

  static Reply failure(Throwable failure) {
    try {
      return new Reply(true, Wire.toBytes(failure));
    } catch (IOException | RuntimeException | StackOverflowError cannotBeCopied) {
      return failure(inPlaceOf(failure, cannotBeCopied));
    }
  }

  private static Throwable inPlaceOf(Throwable failure, Throwable cannotBeCopied) {
    RuntimeException copy =
        new RuntimeException(failure + " (could not be copied here: " + cannotBeCopied + ")");
    copy.setStackTrace(failure.getStackTrace());
    return copy;
  }

  void write(DataOutputStream out) throws IOException {
    out.write(MARK);
    out.writeBoolean(failed);
    out.writeInt(outcome.length);
    out.write(outcome);
    out.flush();
  }

  /**
   * Reads a reply.
   *
   * @param others gets what was written before it
   */
  static Reply read(DataInputStream in, PrintStream others) throws IOException {
    passMark(in, others);
    boolean failed = in.readBoolean();
    byte[] outcome = new byte[in.readInt()];
    in.readFully(outcome);
    return new Reply(failed, outcome);
  }

  private static void passMark(DataInputStream in, PrintStream others) throws IOException {
    int matched = 0;
    while (matched < MARK.length) {
      int next = in.read();
      if (matched > 0 && next != MARK[matched]) {
        others.write(MARK, 0, matched);
        matched = 0;
      }
      if (next < 0) {
        throw new EOFException();
      }
      if (next == MARK[matched]) {
        matched++;
      } else {
        others.write(next);
      }
    }
  }

  /** The value; what was thrown is thrown. */
  @Nullable Object open(String inputFilter, ClassLoader loader) throws Exception {
    Object object = Wire.fromBytes(outcome, inputFilter, loader);
    if (!failed) {
      return object;
    }
    if (object instanceof Error error) {
      throw error;
    }
    if (object instanceof Exception exception) {
      throw exception;
    }
    throw new IllegalStateException("thrown by the call", (Throwable) object);
  }
}
