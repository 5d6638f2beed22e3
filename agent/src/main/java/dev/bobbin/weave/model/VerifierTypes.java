package dev.bobbin.weave.model;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * The verifier's types (JVMS 4.10.1.2) as ASM writes them in frames: the integer constants of
 * {@link Opcodes}, an internal name or array descriptor as a String, and for a value that is not
 * initialised yet the {@code NEW} instruction that made it.
 */
public final class VerifierTypes {

  private VerifierTypes() {}

  public static boolean isWide(Object type) {
    return type == Opcodes.LONG || type == Opcodes.DOUBLE;
  }

  public static boolean isUninitialized(Object type) {
    return type instanceof TypeInsnNode;
  }

  /** True for what a field can hold: neither top, nor null, nor uninitialised. */
  public static boolean isStorable(Object type) {
    return type != Opcodes.TOP && type != Opcodes.NULL && !isUninitialized(type);
  }

  /** The field descriptor whose loads have exactly this verifier type. */
  public static String descriptor(Object type) {
    if (type instanceof String name) {
      return name.startsWith("[") ? name : "L" + name + ";";
    }
    if (type == Opcodes.INTEGER) {
      return "I";
    }
    if (type == Opcodes.LONG) {
      return "J";
    }
    if (type == Opcodes.FLOAT) {
      return "F";
    }
    if (type == Opcodes.DOUBLE) {
      return "D";
    }
    if (type == Opcodes.NULL) {
      return "Ljava/lang/Object;";
    }
    throw new UndeclaredTypeException(type);
  }

  /** ILOAD, LLOAD, ... for a value of this type; {@code base} is ILOAD or ISTORE. */
  public static int opcode(Object type, int base) {
    int offset;
    if (type == Opcodes.INTEGER) {
      offset = 0;
    } else if (type == Opcodes.LONG) {
      offset = 1;
    } else if (type == Opcodes.FLOAT) {
      offset = 2;
    } else if (type == Opcodes.DOUBLE) {
      offset = 3;
    } else {
      offset = 4;
    }
    return base + offset;
  }

  /**
   * The instruction that pushes zero or null, which every type but an uninitialised one accepts.
   */
  public static int zeroOpcode(Object type) {
    if (type == Opcodes.INTEGER) {
      return Opcodes.ICONST_0;
    }
    if (type == Opcodes.LONG) {
      return Opcodes.LCONST_0;
    }
    if (type == Opcodes.FLOAT) {
      return Opcodes.FCONST_0;
    }
    if (type == Opcodes.DOUBLE) {
      return Opcodes.DCONST_0;
    }
    return Opcodes.ACONST_NULL;
  }

  /** A method's locals when it is entered, one element a slot. */
  public static List<Object> parameters(boolean isStatic, String owner, String descriptor) {
    List<Object> locals = new ArrayList<>();
    if (!isStatic) {
      locals.add(owner);
    }
    int at = 1;
    while (descriptor.charAt(at) != ')') {
      int end = endOf(descriptor, at);
      Object type = of(descriptor, at, end);
      locals.add(type);
      if (isWide(type)) {
        locals.add(Opcodes.TOP);
      }
      at = end;
    }
    return locals;
  }

  /** The place behind the type that begins here. */
  private static int endOf(String descriptor, int start) {
    int at = start;
    while (descriptor.charAt(at) == '[') {
      at++;
    }
    return descriptor.charAt(at) == 'L' ? descriptor.indexOf(';', at) + 1 : at + 1;
  }

  /** Of a declared type: booleans, bytes, chars and shorts are ints to the verifier. */
  private static Object of(String descriptor, int start, int end) {
    return switch (descriptor.charAt(start)) {
      case 'L' -> descriptor.substring(start + 1, end - 1);
      case '[' -> descriptor.substring(start, end);
      case 'J' -> Opcodes.LONG;
      case 'F' -> Opcodes.FLOAT;
      case 'D' -> Opcodes.DOUBLE;
      default -> Opcodes.INTEGER;
    };
  }
}
