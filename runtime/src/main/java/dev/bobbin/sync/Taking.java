package dev.bobbin.sync;

import dev.bobbin.WaitingLine;

/** A wait for an item of a queue. */
class Taking<T> extends Wait<T> {

  Taking(WaitingLine<Taking<T>> line) {
    super(line);
  }

  void deliver(T item) {
    succeed(item);
  }
}
