package dev.bobbin.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a call ended in the child: the value, or what was thrown, as bytes. */
record Reply(boolean failed, byte[] outcome) {

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
    } catch (IOException | RuntimeException cannotBeCopied) {
      return failure(inPlaceOf(failure, cannotBeCopied));
    }
  }

  private static Throwable inPlaceOf(Throwable failure, Exception cannotBeCopied) {
    RuntimeException copy =
        new RuntimeException(failure + " (could not be copied here: " + cannotBeCopied + ")");
    copy.setStackTrace(failure.getStackTrace());
    return copy;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeBoolean(failed);
    out.writeInt(outcome.length);
    out.write(outcome);
    out.flush();
  }

  static Reply read(DataInputStream in) throws IOException {
    boolean failed = in.readBoolean();
    byte[] outcome = new byte[in.readInt()];
    in.readFully(outcome);
    return new Reply(failed, outcome);
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
