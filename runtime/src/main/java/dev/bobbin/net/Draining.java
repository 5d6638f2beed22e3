package dev.bobbin.net;

import dev.bobbin.Promise;
import dev.bobbin.WaitingLine;
import java.io.IOException;

/** A wait until no more than a number of bytes is pending. */
final class Draining extends Promise<Void> {

  final int mark;

  Draining(WaitingLine<?> line, int mark) {
    super(line);
    this.mark = mark;
  }

  void done() {
    complete(null);
  }

  void refuse(IOException failure) {
    fail(failure);
  }
}
