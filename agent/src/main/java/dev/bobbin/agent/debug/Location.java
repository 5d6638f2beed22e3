package dev.bobbin.agent.debug;

/** A place in code: a byte code of a method. */
record Location(int tag, long type, long method, long index) {

  Location at(long other) {
    return new Location(tag, type, method, other);
  }
}
