package dev.bobbin.agent;

import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.directory.WeavingResult;
import java.io.IOException;

/** What the command line weaves: a directory or a jar, in place or into another one. */
interface ClassContainer {

  /** Its name, for messages. */
  String name();

  /**
   * Weaves what needs it and writes nothing.
   *
   * @throws IOException if it cannot be read
   * @throws RefusedJarException if it must not be changed
   */
  WeavingResult weave(Weaver weaver) throws IOException, RefusedJarException;

  /**
   * Writes what has changed.
   *
   * @throws IOException if it cannot be written
   */
  void write(WeavingResult result) throws IOException;

  /** A jar as a whole may not be woven; the message says why. */
  final class RefusedJarException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedJarException(String message) {
      super(message);
    }
  }
}
