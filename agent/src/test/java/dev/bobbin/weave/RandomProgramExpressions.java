package dev.bobbin.weave;

import dev.bobbin.weave.RandomProgramNode.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Random expressions: awaits in every operand, with whatever is on the stack before them. */
final class RandomProgramExpressions {

  private final RandomProgramScope scope;

  RandomProgramExpressions(RandomProgramScope scope) {
    this.scope = scope;
  }

  /** An expression of exactly this type. */
  RandomProgramNode of(Kind kind, int depth) {
    if (depth <= 0) {
      return leaf(kind);
    }
    RandomProgramNode general = scope.upTo(2) == 0 ? general(kind, depth - 1) : null;
    return general != null ? general : special(kind, depth - 1);
  }

  private RandomProgramNode leaf(Kind kind) {
    String variable = scope.upTo(4) == 0 ? null : scope.variable(kind, false);
    if (variable != null) {
      return RandomProgramNode.of(kind, variable);
    }
    return switch (kind) {
      case INT -> RandomProgramNode.of(kind, String.valueOf(scope.upTo(20)));
      case BOOLEAN -> RandomProgramNode.of(kind, scope.any("(a > 1)", "(b < a)", "true"));
      case OBJECT -> RandomProgramNode.of(kind, scope.any("null", "(Object) \"o\"", "(Object) 5"));
      default -> RandomProgramNode.constant(kind);
    };
  }

  /** What there is for every type. */
  private @Nullable RandomProgramNode general(Kind kind, int depth) {
    switch (scope.upTo(9)) {
      case 0, 1, 2, 3:
        return scope.mayAwait() ? await(kind, depth) : null;
      case 4:
        return RandomProgramNode.of(
            kind, parts("(", b(depth), " ? ", e(kind, depth), " : ", e(kind, depth), ")"));
      case 5:
        String assigned = scope.variable(kind, true);
        return assigned == null
            ? null
            : RandomProgramNode.of(kind, "(" + assigned + " = ", clipped(kind, depth), ")");
      case 6:
        return RandomProgramNode.of(
            kind,
            parts(
                "(switch (Math.floorMod(",
                i(depth),
                ", 3)) { case 0 -> ",
                e(kind, depth),
                "; case 1 -> ",
                e(kind, depth),
                "; default -> ",
                e(kind, depth),
                "; })"));
      case 7:
        return RandomProgramNode.of(
            kind,
            parts(
                "(switch (",
                s(depth),
                ") { case \"s1\", \"x\" -> ",
                e(kind, depth),
                "; default -> ",
                e(kind, depth),
                "; })"));
      default:
        return RandomProgramNode.of(
            kind, parts(cast(kind), "fail(", e(kind, depth), ", ", i(depth), "))"));
    }
  }

  private RandomProgramNode await(Kind kind, int depth) {
    for (RandomProgramScope.Variable callee : scope.callees) {
      if (callee.kind() == kind && scope.upTo(3) == 0) {
        return RandomProgramNode.of(
            kind,
            parts(
                cast(kind),
                "await(self." + callee.name() + "(",
                i(depth),
                ", ",
                e(Kind.LONG, depth),
                ", ",
                s(depth),
                ")))"));
      }
    }
    String stage = scope.any("Stages.", "Stages.", "Stages.", "Task.");
    String method = stage.equals("Task.") ? "of(" : "later(";
    return RandomProgramNode.of(
        kind,
        parts(
            cast(kind), "await(" + stage + "<" + kind.boxed + ">" + method, e(kind, depth), ")))"));
  }

  /** Opens two parentheses' worth of text, of which the caller closes one. */
  private static String cast(Kind kind) {
    return kind.isPrimitive() ? "((" + kind.type + ") " : "(";
  }

  private RandomProgramNode special(Kind kind, int depth) {
    return RandomProgramNode.of(
        kind,
        switch (kind) {
          case INT -> ofInt(depth);
          case LONG -> ofLong(depth);
          case DOUBLE ->
              choice(
                  parts("(", e(kind, depth), scope.any(" + ", " * ", " / "), e(kind, depth), ")"),
                  parts("(", e(kind, depth), " - ", e(kind, 0), ")"),
                  parts("((double) ", i(depth), ")"));
          case FLOAT ->
              choice(
                  parts("(", e(kind, depth), scope.any(" - ", " * "), e(kind, depth), ")"),
                  parts("((float) ", i(depth), ")"));
          case BOOLEAN -> ofBoolean(depth);
          case BYTE, SHORT -> parts("((" + kind.type + ") ", i(depth), ")");
          case CHAR -> parts("((char) ('a' + Math.floorMod(", i(depth), ", 26)))");
          case STRING -> ofString(depth);
          case OBJECT ->
              choice(
                  parts("((Object) ", e(scope.anyKind(), depth), ")"),
                  parts("((Object) new Object[] {", e(kind, depth), ", ", i(depth), "})"));
          case INTS ->
              choice(
                  parts("new int[] {", i(depth), ", ", i(depth), ", ", i(depth), "}"),
                  parts(e(kind, depth), ".clone()"));
          case BOX -> parts("new Box(", i(depth), ", ", e(Kind.OBJECT, depth), ")");
          default -> throw new IllegalArgumentException(kind.name());
        });
  }

  private Object[] ofInt(int depth) {
    String variable = scope.variable(Kind.INT, true);
    return switch (scope.upTo(variable == null ? 8 : 10)) {
      case 0, 1 ->
          parts("(", i(depth), scope.any(" + ", " - ", " * ", " & ", " ^ ", " / "), i(depth), ")");
      case 2 -> parts("(", i(depth), scope.any(" << ", " >>> ", " % "), i(0), ")");
      case 3 ->
          parts(
              "(int) (",
              e(scope.any(Kind.LONG, Kind.DOUBLE, Kind.FLOAT, Kind.CHAR, Kind.BYTE), depth),
              ")");
      case 4 -> parts(e(Kind.INTS, depth), "[Math.floorMod(", i(depth), ", 3)]");
      case 5 -> parts(s(depth), ".length()");
      case 6 -> parts(e(Kind.BOX, depth), ".n");
      case 7 ->
          parts(
              "mix(",
              i(depth),
              ", ",
              e(Kind.LONG, depth),
              ", ",
              e(Kind.DOUBLE, depth),
              ", ",
              b(depth),
              ", ",
              s(depth),
              ", ",
              e(Kind.OBJECT, depth),
              ")");
      case 8 -> parts(scope.any("(" + variable + "++)", "(--" + variable + ")"));
      default -> parts("(" + variable + scope.any(" += ", " *= ", " ^= "), i(depth), ")");
    };
  }

  private Object[] ofLong(int depth) {
    return choice(
        parts("(", e(Kind.LONG, depth), scope.any(" + ", " * ", " ^ "), e(Kind.LONG, depth), ")"),
        parts("(", e(Kind.LONG, depth), " << ", i(depth), ")"),
        parts("((long) ", i(depth), ")"),
        parts("(total += ", e(Kind.LONG, depth), ")"));
  }

  private Object[] ofBoolean(int depth) {
    Kind compared = scope.any(Kind.INT, Kind.LONG, Kind.DOUBLE, Kind.CHAR);
    return switch (scope.upTo(6)) {
      case 0, 1 ->
          parts("(", e(compared, depth), scope.any(" < ", " >= ", " == "), e(compared, depth), ")");
      case 2 -> parts("(", b(depth), scope.any(" && ", " || ", " ^ "), b(depth), ")");
      case 3 -> parts("!", b(depth));
      case 4 ->
          parts(
              "((Object) ",
              e(Kind.OBJECT, depth),
              " instanceof " + scope.any("String", "Box"),
              ")");
      default -> parts(s(depth), ".isEmpty()");
    };
  }

  private Object[] ofString(int depth) {
    return switch (scope.upTo(6)) {
      case 0, 1 -> parts("(", s(depth), " + ", printable(depth), ")");
      case 2 -> parts("(", s(depth), " + ", printable(depth), " + ", printable(depth), ")");
      case 3 -> parts("clip(", s(depth), ")");
      case 4 -> parts("new String(", s(depth), ")");
      default ->
          parts("new StringBuilder(", s(depth), ").append(", printable(depth), ").toString()");
    };
  }

  /** Arrays print their identity. */
  private RandomProgramNode printable(int depth) {
    Kind kind = scope.anyKind();
    return e(kind == Kind.INTS || kind == Kind.OBJECT ? Kind.INT : kind, depth);
  }

  /** Kept short, where loops could let it grow without bounds. */
  RandomProgramNode clipped(Kind kind, int depth) {
    return kind == Kind.STRING
        ? RandomProgramNode.of(kind, "clip(", e(kind, depth), ")")
        : e(kind, depth);
  }

  private RandomProgramNode e(Kind kind, int depth) {
    return of(kind, depth - scope.upTo(2));
  }

  private RandomProgramNode i(int depth) {
    return e(Kind.INT, depth);
  }

  private RandomProgramNode b(int depth) {
    return e(Kind.BOOLEAN, depth);
  }

  private RandomProgramNode s(int depth) {
    return e(Kind.STRING, depth);
  }

  private Object[] choice(Object[]... choices) {
    return choices[scope.upTo(choices.length)];
  }

  private static Object[] parts(Object... parts) {
    List<Object> all = new ArrayList<>(List.of(parts));
    return all.toArray();
  }
}
