package dev.bobbin.weave;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a random program: text with further pieces in between. What it is decides by what it
 * may be replaced.
 *
 * @param parts strings and nodes
 */
record RandomProgramNode(Kind kind, List<Object> parts) {

  /** What a node stands for; values are of exactly this type. */
  enum Kind {
    INT("int", "Integer", "7"),
    LONG("long", "Long", "7L"),
    DOUBLE("double", "Double", "0.5"),
    FLOAT("float", "Float", "1.5f"),
    BOOLEAN("boolean", "Boolean", "false"),
    BYTE("byte", "Byte", "(byte) 7"),
    CHAR("char", "Character", "'x'"),
    SHORT("short", "Short", "(short) 7"),
    STRING("String", "String", "\"x\""),
    OBJECT("Object", "Object", "(Object) \"o\""),
    INTS("int[]", "int[]", "new int[] {4, 5, 6}"),
    BOX("Box", "Box", "new Box(7, \"x\")"),
    STATEMENT("", "", ""),
    /** Its parts are statements. */
    BLOCK("", "", ""),
    MEMBERS("", "", ""),
    ARGUMENTS("", "", "");

    final String type;
    final String boxed;
    final String constant;

    Kind(String type, String boxed, String constant) {
      this.type = type;
      this.boxed = boxed;
      this.constant = constant;
    }

    boolean isPrimitive() {
      return compareTo(SHORT) <= 0;
    }

    boolean isValue() {
      return compareTo(BOX) <= 0;
    }
  }

  RandomProgramNode {
    parts = List.copyOf(parts);
  }

  static RandomProgramNode of(Kind kind, Object... parts) {
    return new RandomProgramNode(kind, List.of(parts));
  }

  static RandomProgramNode statement(Object... parts) {
    return of(Kind.STATEMENT, parts);
  }

  static RandomProgramNode constant(Kind kind) {
    return of(kind, kind.constant);
  }

  /** A list of statements, members or arguments: each of them can be left out. */
  boolean isList() {
    return kind.compareTo(Kind.BLOCK) >= 0;
  }

  /** A constant, which has nothing simpler. */
  boolean isTrivial() {
    return parts.equals(List.of(kind.constant))
        || parts.size() == 1
            && parts.get(0) instanceof String text
            && text.matches("-?\\d+|true|false|null|\\(Object\\).*");
  }

  List<RandomProgramNode> children() {
    List<RandomProgramNode> children = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof RandomProgramNode child) {
        children.add(child);
      }
    }
    return children;
  }

  /** How many nodes there are. */
  int size() {
    int size = 1;
    for (RandomProgramNode child : children()) {
      size += child.size();
    }
    return size;
  }

  /** The same with another node in the place of one that is found by identity. */
  @SuppressWarnings("ReferenceEquality")
  RandomProgramNode with(RandomProgramNode old, RandomProgramNode replacement) {
    if (this == old) {
      return replacement;
    }
    List<Object> replaced = new ArrayList<>();
    boolean changed = false;
    for (Object part : parts) {
      Object now = part instanceof RandomProgramNode child ? child.with(old, replacement) : part;
      changed |= now != part;
      replaced.add(now);
    }
    return changed ? new RandomProgramNode(kind, replaced) : this;
  }

  /** As source, with a line for each statement. */
  String source() {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (String line : raw().split("\n", -1)) {
      String code = line.strip();
      if (!code.isEmpty()) {
        int opened = code.replaceAll("[^{]", "").length();
        int closed = code.replaceAll("[^}]", "").length();
        int own = code.startsWith("}") ? depth - 1 : depth;
        text.append("  ".repeat(Math.max(0, own))).append(code).append('\n');
        depth += opened - closed;
      }
    }
    return text.toString();
  }

  private String raw() {
    List<String> texts = new ArrayList<>();
    for (Object part : parts) {
      texts.add(part instanceof RandomProgramNode child ? child.raw() : part.toString());
    }
    return switch (kind) {
      case BLOCK, MEMBERS -> "{\n" + String.join("\n", texts) + "\n}";
      case ARGUMENTS -> String.join(", ", texts);
      default -> String.join("", texts);
    };
  }
}
