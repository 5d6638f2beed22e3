package dev.bobbin.agent.debug;

/** How many bytes the JVM's identifiers have. Types and threads have those of objects. */
record IdSizes(int field, int method, int object, int type, int frame) {

  /** What can be read and written before the JVM has told them: what has no identifiers. */
  static final IdSizes UNKNOWN = new IdSizes(0, 0, 0, 0, 0);

  /** From the answer to {@link Command#ID_SIZES}. */
  static IdSizes of(PacketReader reply) {
    return new IdSizes(reply.int32(), reply.int32(), reply.int32(), reply.int32(), reply.int32());
  }
}
