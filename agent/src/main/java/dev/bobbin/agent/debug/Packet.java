package dev.bobbin.agent.debug;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What is sent over the wire.
 *
 * @param id which command it is, or which it answers
 * @param flags {@link #REPLY} or 0
 * @param code the {@link Command}, or a reply's error
 * @param data what belongs to it, see {@link PacketReader}
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares packets
record Packet(int id, int flags, int code, byte[] data) {
  static final int REPLY = 0x80;

  private static final int HEADER = 11;

  /** No JVM has a reply of this size; who sends it does not speak the protocol. */
  private static final int LONGEST = 1 << 30;

  boolean isReply() {
    return (flags & REPLY) != 0;
  }

  Packet withId(int other) {
    return new Packet(other, flags, code, data);
  }

  Packet withData(byte[] other) {
    return new Packet(id, flags, code, other);
  }

  static Packet reply(int id, int error) {
    return new Packet(id, REPLY, error, new byte[0]);
  }

  static Packet read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < HEADER || length > LONGEST) {
      throw new IOException("a packet of " + length + " bytes");
    }
    int id = in.readInt();
    int flags = in.readUnsignedByte();
    int code = in.readUnsignedShort();
    byte[] data = new byte[length - HEADER];
    in.readFully(data);
    return new Packet(id, flags, code, data);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(HEADER + data.length);
    out.writeInt(id);
    out.writeByte(flags);
    out.writeShort(code);
    out.write(data);
  }
}
