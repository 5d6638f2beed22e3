package dev.bobbin.agent.debug;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the data of a packet. */
final class PacketWriter {
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final IdSizes sizes;

  PacketWriter(IdSizes sizes) {
    this.sizes = sizes;
  }

  byte[] data() {
    return data.toByteArray();
  }

  PacketWriter int8(int value) {
    return number(value, 1);
  }

  PacketWriter int32(int value) {
    return number(value, 4);
  }

  PacketWriter int64(long value) {
    return number(value, 8);
  }

  PacketWriter string(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return int32(bytes.length).bytes(bytes);
  }

  PacketWriter object(long id) {
    return number(id, sizes.object());
  }

  PacketWriter type(long id) {
    return number(id, sizes.type());
  }

  PacketWriter method(long id) {
    return number(id, sizes.method());
  }

  PacketWriter field(long id) {
    return number(id, sizes.field());
  }

  PacketWriter frame(long id) {
    return number(id, sizes.frame());
  }

  PacketWriter location(Location at) {
    return int8(at.tag()).type(at.type()).method(at.method()).int64(at.index());
  }

  PacketWriter bytes(byte[] bytes) {
    data.write(bytes, 0, bytes.length);
    return this;
  }

  private PacketWriter number(long value, int size) {
    for (int i = size - 1; i >= 0; i--) {
      data.write((int) (value >>> (8 * i)));
    }
    return this;
  }
}
