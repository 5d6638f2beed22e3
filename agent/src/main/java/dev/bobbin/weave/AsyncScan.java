package dev.bobbin.weave;

import dev.bobbin.weave.model.RuntimeNames;
import java.nio.charset.StandardCharsets;

/**
 * A look at a class file's constant pool alone, which costs microseconds: most classes have nothing
 * to do with async code.
 */
public final class AsyncScan {

  private static final byte[] ASYNC = bytes(RuntimeNames.ASYNC_DESCRIPTOR);
  private static final byte[] ASYNC_TEST = bytes(RuntimeNames.ASYNC_TEST_DESCRIPTOR);
  private static final byte[] BOBBIN = bytes(RuntimeNames.BOBBIN);
  private static final byte[] AWAIT = bytes(RuntimeNames.AWAIT);
  private static final byte[] WOVEN = bytes(RuntimeNames.WOVEN_ATTRIBUTE);

  private static final int IS_ASYNC = 1;
  private static final int CALLS_BOBBIN = 2;
  private static final int NAMES_AWAIT = 4;
  private static final int MAY_AWAIT = CALLS_BOBBIN | NAMES_AWAIT;
  private static final int IS_WOVEN = 8;

  private static final int MAGIC = 0xCAFEBABE;
  private static final int UTF8 = 1;

  private AsyncScan() {}

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Whether the class mentions {@code @Async}, or {@code Bobbin} and something named {@code await}.
   * True for bytes that cannot be read, so that who parses them can say what is wrong.
   */
  public static boolean mayContainAsync(byte[] classFile) {
    return mayContainAsync(mentioned(classFile));
  }

  static boolean mayContainAsync(int mentioned) {
    return (mentioned & IS_ASYNC) != 0 || (mentioned & MAY_AWAIT) == MAY_AWAIT;
  }

  /** Whether the class mentions the mark of woven ones; it may do so for another reason. */
  static boolean mayBeWoven(int mentioned) {
    return (mentioned & IS_WOVEN) != 0;
  }

  /** What the constant pool mentions, for the two above. */
  static int mentioned(byte[] classFile) {
    if (classFile.length < 10 || u4(classFile, 0) != MAGIC) {
      return ~0;
    }
    int mentioned = 0;
    int count = u2(classFile, 8);
    int at = 10;
    for (int i = 1; i < count; i++) {
      if (at + 3 > classFile.length) {
        return ~0;
      }
      int tag = classFile[at];
      if (tag == UTF8) {
        int length = u2(classFile, at + 1);
        mentioned |= meaning(classFile, at + 3, length);
        at += 3 + length;
      } else {
        int size = size(tag);
        if (size == 0) {
          return ~0;
        }
        at += size;
        if (tag == 5 || tag == 6) {
          i++; // a long or double takes two entries (JVMS 4.4.5)
        }
      }
    }
    return mentioned;
  }

  /** The names that matter are of different lengths, by which nearly all others are passed over. */
  private static int meaning(byte[] classFile, int from, int length) {
    if (length == BOBBIN.length) {
      return matches(classFile, from, length, BOBBIN) ? CALLS_BOBBIN : 0;
    }
    if (length == AWAIT.length) {
      return matches(classFile, from, length, AWAIT) ? NAMES_AWAIT : 0;
    }
    if (length == ASYNC.length) {
      return matches(classFile, from, length, ASYNC) ? IS_ASYNC : 0;
    }
    if (length == ASYNC_TEST.length) {
      return matches(classFile, from, length, ASYNC_TEST) ? IS_ASYNC : 0;
    }
    if (length == WOVEN.length) {
      return matches(classFile, from, length, WOVEN) ? IS_WOVEN : 0;
    }
    return 0;
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
