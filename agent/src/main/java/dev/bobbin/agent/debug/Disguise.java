package dev.bobbin.agent.debug;

import java.nio.ByteBuffer;

/**
 * What debuggers are told about woven methods. They pass over synthetic methods when they step, and
 * the body is one; and some set a breakpoint only where they find its line first, which would be in
 * the entry, where the line is never reached. So the body looks like code of the source, and the
 * entry like code without lines.
 */
final class Disguise {

  /** The class file's flag, and the one that the JVM adds for debuggers. */
  private static final int SYNTHETIC = 0xF000_1000;

  private final Target target;
  private final WovenCode code;

  Disguise(Target target, WovenCode code) {
    this.target = target;
    this.code = code;
  }

  /** The reply to {@link Command#METHODS} or {@link Command#METHODS_WITH_GENERIC}. */
  Packet methods(Packet reply, boolean generic) {
    if (reply.code() != 0) {
      return reply;
    }
    byte[] data = reply.data().clone();
    PacketReader in = new PacketReader(data, target.sizes());
    for (int left = in.int32(); left > 0; left--) {
      in.method();
      in.string();
      String signature = in.string();
      if (generic) {
        in.string();
      }
      int at = in.position();
      int modifiers = in.int32();
      if (WovenCode.isBody(signature, modifiers)) {
        ByteBuffer.wrap(data).putInt(at, modifiers & ~SYNTHETIC);
      }
    }
    return reply.withData(data);
  }

  /** The reply to a {@link Command#LINE_TABLE}. */
  Packet lines(Packet reply, Packet command) {
    PacketReader in = new PacketReader(command.data(), target.sizes());
    int classTag = 1;
    try {
      Location method = new Location(classTag, in.type(), in.method(), 0);
      if (reply.code() == 0 && code.bodyOfEntry(method) != null) {
        byte[] data = ByteBuffer.allocate(20).put(reply.data(), 0, 16).putInt(0).array();
        return reply.withData(data);
      }
    } catch (TargetException e) {
      // Then it is told as it is.
    }
    return reply;
  }
}
