package dev.bobbin.weave.emit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a class file in the making. */
final class Bytes {

  private static final int LONGEST_UTF8 = 65_535; // JVMS 4.4.7

  private byte[] content;
  private int length;

  Bytes(int capacity) {
    content = new byte[capacity];
  }

  int length() {
    return length;
  }

  byte[] toArray() {
    return length == content.length ? content : Arrays.copyOf(content, length);
  }

  Bytes u1(int value) {
    makeRoom(1);
    content[length++] = (byte) value;
    return this;
  }

  Bytes u2(int value) {
    makeRoom(2);
    setU2(length, value);
    length += 2;
    return this;
  }

  Bytes u4(int value) {
    return u2(value >>> 16).u2(value);
  }

  void setU2(int at, int value) {
    content[at] = (byte) (value >> 8);
    content[at + 1] = (byte) value;
  }

  void setU4(int at, int value) {
    setU2(at, value >>> 16);
    setU2(at + 2, value);
  }

  Bytes add(byte[] more) {
    makeRoom(more.length);
    System.arraycopy(more, 0, content, length, more.length);
    length += more.length;
    return this;
  }

  Bytes add(Bytes more) {
    makeRoom(more.length);
    System.arraycopy(more.content, 0, content, length, more.length);
    length += more.length;
    return this;
  }

  /** The length in two bytes, then the text in the JVM's own UTF-8 (JVMS 4.4.7). */
  Bytes utf8(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8); // no loop here is as quick
    if (encoded.length != text.length() || text.indexOf(0) >= 0) {
      encoded = modified(text);
    }
    if (encoded.length > LONGEST_UTF8) {
      throw new IllegalArgumentException("a name of " + encoded.length + " bytes");
    }
    return u2(encoded.length).add(encoded);
  }

  /** Zero in two bytes, and what is beyond 16 bits as its two surrogates. */
  private static byte[] modified(String text) {
    Bytes encoded = new Bytes(text.length() * 2);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != 0 && c < 0x80) {
        encoded.u1(c);
      } else if (c < 0x800) {
        encoded.u1(0xC0 | c >> 6).u1(0x80 | (c & 0x3F));
      } else {
        encoded.u1(0xE0 | c >> 12).u1(0x80 | (c >> 6 & 0x3F)).u1(0x80 | (c & 0x3F));
      }
    }
    return encoded.toArray();
  }

  private void makeRoom(int bytes) {
    if (length + bytes > content.length) {
      content = Arrays.copyOf(content, Math.max(2 * content.length, length + bytes));
    }
  }
}
