package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.RuntimeNames;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassTooLargeException;

/**
 * The constant pool of a coroutine frame's class. What all such classes have in common comes first,
 * at the same numbers in each, and is encoded once: it is most of the text.
 */
final class FrameConstants {

  private static final int MOST = 65_535;

  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int FIELD = 9;
  static final int METHOD = 10;
  static final int INTERFACE_METHOD = 11;
  private static final int NAME_AND_TYPE = 12;

  static final int SUPERCLASS = 2;
  static final int INIT = 3;
  static final int NO_RESULT = 4;
  static final int SUPER_INIT = 6;
  static final int CLINIT = 7;
  static final int CHECK_CALL = 13;
  static final int WEAVER = 14;
  static final int WEAVER_STRING = 15;
  static final int RESUME = 16;
  static final int OBJECT_RESULT = 17;
  static final int CLEAR = 18;
  static final int PLAN = 19;
  static final int STRING_RESULT = 20;
  static final int CODE = 21;
  static final int MARK = 22;
  private static final int SUSPEND_TYPE = 23;

  /** Of the version that weaves: there is but one. */
  private static volatile @Nullable Prefix prefix;

  private final Bytes bytes = new Bytes(1600);
  private final Map<String, Integer> texts = new HashMap<>();
  private int count;

  private record Prefix(String weaver, byte[] bytes, int count) {}

  private FrameConstants() {}

  /**
   * @param weaver the weaver's version
   */
  static FrameConstants of(String weaver) {
    Prefix common = prefix;
    if (common == null || !common.weaver().equals(weaver)) {
      common = common(weaver);
      prefix = common;
    }
    FrameConstants constants = new FrameConstants();
    constants.bytes.add(common.bytes());
    constants.count = common.count();
    return constants;
  }

  private static Prefix common(String weaver) {
    FrameConstants common = new FrameConstants();
    common.type(common.newUtf8(RuntimeNames.FRAME)); // 1, 2
    common.newUtf8("<init>"); // 3
    common.newUtf8("()V"); // 4
    common.member(METHOD, SUPERCLASS, common.nameAndType(INIT, NO_RESULT)); // 5, 6
    common.newUtf8("<clinit>"); // 7
    int abi = common.type(common.newUtf8(RuntimeNames.ABI_CLASS)); // 8, 9
    int check = common.newUtf8(RuntimeNames.CHECK); // 10
    int checkType = common.newUtf8(RuntimeNames.CHECK_DESCRIPTOR); // 11
    common.member(METHOD, abi, common.nameAndType(check, checkType)); // 12, 13
    common.string(common.newUtf8(weaver)); // 14, 15
    common.newUtf8(RuntimeNames.RESUME); // 16
    common.newUtf8(RuntimeNames.OBJECT_RESULT); // 17
    common.newUtf8(RuntimeNames.CLEAR); // 18
    common.newUtf8(RuntimeNames.PLAN); // 19
    common.newUtf8("()Ljava/lang/String;"); // 20
    common.newUtf8("Code"); // 21
    common.newUtf8(RuntimeNames.WOVEN_ATTRIBUTE); // 22
    common.newUtf8(RuntimeNames.SUSPEND_DESCRIPTOR); // 23
    return new Prefix(weaver, common.bytes.toArray(), common.count);
  }

  /** The text's number; the same text is there once, but for what all classes share. */
  int utf8(String text) {
    Integer known = texts.get(text);
    if (known != null) {
      return known;
    }
    int number = newUtf8(text);
    texts.put(text, number);
    return number;
  }

  /** The same for a text that is there once in any case. */
  int newUtf8(String text) {
    bytes.u1(UTF8).utf8(text);
    return ++count;
  }

  int type(int name) {
    bytes.u1(CLASS).u2(name);
    return ++count;
  }

  int string(int text) {
    bytes.u1(STRING).u2(text);
    return ++count;
  }

  private int nameAndType(int name, int descriptor) {
    bytes.u1(NAME_AND_TYPE).u2(name).u2(descriptor);
    return ++count;
  }

  int field(int owner, int name, int descriptor) {
    return member(FIELD, owner, nameAndType(name, descriptor));
  }

  /**
   * @param kind {@link #METHOD} or {@link #INTERFACE_METHOD}
   */
  int method(int kind, int owner, int name, int descriptor) {
    return member(kind, owner, nameAndType(name, descriptor));
  }

  /** The runtime's method that links a frame. */
  int suspendCall(String name) {
    return member(METHOD, SUPERCLASS, nameAndType(utf8(name), SUSPEND_TYPE));
  }

  private int member(int kind, int owner, int nameAndType) {
    bytes.u1(kind).u2(owner).u2(nameAndType);
    return ++count;
  }

  int length() {
    return bytes.length();
  }

  /** The pool as the class file has it, with its size in front. */
  void writeTo(Bytes out, String className) {
    if (count + 1 > MOST) {
      throw new ClassTooLargeException(className, count + 1);
    }
    out.u2(count + 1).add(bytes);
  }
}
