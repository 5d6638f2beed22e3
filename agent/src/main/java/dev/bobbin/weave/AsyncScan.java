package dev.bobbin.weave;

import dev.bobbin.weave.model.RuntimeNames;
import java.nio.charset.StandardCharsets;

/**
 * A look at a class file's constant pool alone, which costs microseconds: most classes have nothing
 * to do with async code.
 */
public final class AsyncScan {

  private static final byte[] ASYNC =
      RuntimeNames.ASYNC_DESCRIPTOR.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BOBBIN = RuntimeNames.BOBBIN.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WOVEN =
      RuntimeNames.WOVEN_ATTRIBUTE.getBytes(StandardCharsets.US_ASCII);

  private static final int MAGIC = 0xCAFEBABE;
  private static final int UTF8 = 1;

  private AsyncScan() {}

  /**
   * Whether the class mentions {@code @Async} or {@code Bobbin}. True for bytes that cannot be
   * read, so that who parses them can say what is wrong.
   */
  public static boolean mayContainAsync(byte[] classFile) {
    return mentions(classFile, ASYNC, BOBBIN);
  }

  /** Whether the class mentions the mark of woven ones; it may do so for another reason. */
  static boolean mayBeWoven(byte[] classFile) {
    return mentions(classFile, WOVEN, WOVEN);
  }

  private static boolean mentions(byte[] classFile, byte[] one, byte[] other) {
    if (classFile.length < 10 || u4(classFile, 0) != MAGIC) {
      return true;
    }
    int count = u2(classFile, 8);
    int at = 10;
    for (int i = 1; i < count; i++) {
      if (at + 3 > classFile.length) {
        return true;
      }
      int tag = classFile[at];
      if (tag == UTF8) {
        int length = u2(classFile, at + 1);
        if (matches(classFile, at + 3, length, one) || matches(classFile, at + 3, length, other)) {
          return true;
        }
        at += 3 + length;
      } else {
        int size = size(tag);
        if (size == 0) {
          return true;
        }
        at += size;
        if (tag == 5 || tag == 6) {
          i++; // a long or double takes two entries (JVMS 4.4.5)
        }
      }
    }
    return false;
  }

  private static boolean matches(byte[] bytes, int from, int length, byte[] wanted) {
    if (length != wanted.length || from + length > bytes.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[from + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Bytes of a constant with its tag (JVMS table 4.4-A); 0 for an unknown tag. */
  private static int size(int tag) {
    return switch (tag) {
      case 7, 8, 16, 19, 20 -> 3;
      case 15 -> 4;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
      case 5, 6 -> 9;
      default -> 0;
    };
  }

  private static int u2(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  private static int u4(byte[] bytes, int at) {
    return u2(bytes, at) << 16 | u2(bytes, at + 2);
  }
}
