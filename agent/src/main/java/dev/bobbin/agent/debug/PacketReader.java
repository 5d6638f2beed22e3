package dev.bobbin.agent.debug;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the data of a packet from its beginning to its end. */
final class PacketReader {
  private final ByteBuffer data;
  private final IdSizes sizes;

  PacketReader(byte[] data, IdSizes sizes) {
    this.data = ByteBuffer.wrap(data);
    this.sizes = sizes;
  }

  int position() {
    return data.position();
  }

  int int8() {
    return data.get() & 0xFF;
  }

  int int32() {
    return data.getInt();
  }

  long int64() {
    return data.getLong();
  }

  String string() {
    byte[] bytes = new byte[data.getInt()];
    data.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  long object() {
    return id(sizes.object());
  }

  long type() {
    return id(sizes.type());
  }

  long method() {
    return id(sizes.method());
  }

  long field() {
    return id(sizes.field());
  }

  long frame() {
    return id(sizes.frame());
  }

  Location location() {
    return new Location(int8(), type(), method(), int64());
  }

  /** An object with its tag. */
  long taggedObject() {
    int8();
    return object();
  }

  void skip(int bytes) {
    data.position(data.position() + bytes);
  }

  /** Passes over a value with its tag. */
  void skipValue() {
    switch (int8()) {
      case 'V' -> {}
      case 'B', 'Z' -> skip(1);
      case 'C', 'S' -> skip(2);
      case 'F', 'I' -> skip(4);
      case 'D', 'J' -> skip(8);
      default -> object();
    }
  }

  private long id(int size) {
    long id = 0;
    for (int i = 0; i < size; i++) {
      id = id << 8 | (data.get() & 0xFF);
    }
    return id;
  }
}
