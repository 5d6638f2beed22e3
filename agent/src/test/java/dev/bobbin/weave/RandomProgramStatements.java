package dev.bobbin.weave;

import static dev.bobbin.weave.RandomProgramNode.statement;

import dev.bobbin.weave.RandomProgramNode.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Random statements. Every loop burns fuel, so that each program ends. */
final class RandomProgramStatements {

  private static final int DEPTH = 2;

  private final RandomProgramScope scope;
  private final RandomProgramExpressions expressions;

  RandomProgramStatements(RandomProgramScope scope) {
    this.scope = scope;
    this.expressions = new RandomProgramExpressions(scope);
  }

  /** The body of a method: variables of many types, statements, and all variables as the result. */
  RandomProgramNode body() {
    List<Object> statements = new ArrayList<>();
    for (Kind kind : List.of(Kind.DOUBLE, Kind.OBJECT, Kind.INTS, Kind.BOX, scope.anyKind())) {
      statements.add(declaration(kind, 1));
    }
    statements.addAll(block(DEPTH, 2).parts());
    statements.add(statement("step(", scope.all(), ");"));
    statements.add(
        scope.returned == Kind.STRING
            ? statement("return Task.of(", scope.all(), ");")
            : statement("return Task.of(", expressions.of(scope.returned, 0), ");"));
    return new RandomProgramNode(Kind.BLOCK, statements);
  }

  private RandomProgramNode block(int depth) {
    return block(depth, 1);
  }

  private RandomProgramNode block(int depth, int atLeast) {
    int mark = scope.mark();
    List<Object> statements = new ArrayList<>();
    for (int i = atLeast + scope.upTo(2); i > 0; i--) {
      statements.add(any(depth));
    }
    scope.forgetAfter(mark);
    return new RandomProgramNode(Kind.BLOCK, statements);
  }

  private RandomProgramNode any(int depth) {
    return depth == 0 || scope.upTo(3) == 0 ? simple() : compound(depth - 1);
  }

  private RandomProgramNode compound(int depth) {
    return switch (scope.upTo(14)) {
      case 0, 1 -> statement("if (", condition(2), ") ", block(depth), " else ", block(depth));
      case 2, 3, 4 -> loop(depth);
      case 5, 6 -> tryCatch(depth);
      case 7 -> statement("try ", block(depth), " finally ", block(depth));
      case 8 -> resources(depth);
      case 9 -> switchOverNumbers(depth);
      case 10 -> switchOverStrings(depth);
      case 11 -> lambda(depth);
      case 12 -> lock(depth);
      default -> block(depth);
    };
  }

  private RandomProgramNode loop(int depth) {
    String label = scope.enterLoop();
    int mark = scope.mark();
    RandomProgramNode loop =
        switch (scope.upTo(5)) {
          case 0 -> {
            String counter = scope.newName();
            scope.declare(counter, Kind.INT, true);
            yield statement(
                label + ": for (int " + counter + " = 0; " + counter + " < ",
                expressions.of(Kind.INT, 1),
                " && burn(); " + counter + "++) ",
                block(depth, 2));
          }
          case 1 -> {
            String each = scope.newName();
            RandomProgramNode array = expressions.of(Kind.INTS, 2);
            scope.declare(each, Kind.INT, false);
            yield statement(
                label + ": for (int " + each + " : ",
                array,
                ") { if (!burn()) break;\n",
                block(depth),
                "}");
          }
          case 2 -> {
            String each = scope.newName();
            RandomProgramNode first = expressions.of(Kind.STRING, 2);
            RandomProgramNode second = expressions.of(Kind.STRING, 1);
            scope.declare(each, Kind.STRING, false);
            yield statement(
                label + ": for (String " + each + " : List.of(",
                first,
                ", ",
                second,
                ")) ",
                block(depth));
          }
          case 3 -> statement(label + ": while (burn() && ", condition(1), ") ", block(depth, 2));
          default ->
              statement(label + ": do ", block(depth), " while (burn() && ", condition(1), ");");
        };
    scope.leaveLoop();
    scope.forgetAfter(mark);
    return loop;
  }

  private RandomProgramNode tryCatch(int depth) {
    RandomProgramNode body = block(depth);
    int mark = scope.mark();
    String caught = scope.newName();
    scope.declare(caught, Kind.OBJECT, true);
    String type =
        scope.any("Exception", "RuntimeException", "IllegalStateException | ArithmeticException");
    List<Object> parts =
        new ArrayList<>(List.of("try ", body, " catch (" + type + " " + caught + ") "));
    parts.add(block(depth));
    scope.forgetAfter(mark);
    if (scope.upTo(2) == 0) {
      parts.add(" finally ");
      parts.add(block(depth));
    }
    return statement(parts.toArray());
  }

  private RandomProgramNode resources(int depth) {
    String resource = scope.newName();
    return statement(
        "try (Res " + resource + " = new Res(",
        expressions.of(Kind.STRING, 2),
        ")) ",
        block(depth));
  }

  private RandomProgramNode switchOverNumbers(int depth) {
    return statement(
        "switch (Math.floorMod(",
        expressions.of(Kind.INT, 2),
        ", 4)) {\ncase 0: ",
        block(depth),
        scope.any("", " break;") + "\ncase 2: ",
        block(depth),
        scope.any("", " break;") + "\ndefault: ",
        block(depth),
        "}");
  }

  private RandomProgramNode switchOverStrings(int depth) {
    return statement(
        "switch (",
        expressions.of(Kind.STRING, 2),
        ") {\ncase \"s0\": case \"x\": ",
        block(depth),
        scope.any("", " break;") + "\ndefault: ",
        block(depth),
        scope.any("", " break;") + "\ncase \"s1\": ",
        block(depth),
        "}");
  }

  /** Captures copies of two variables; an await lies between its making and its call. */
  private RandomProgramNode lambda(int depth) {
    int mark = scope.mark();
    String number = scope.newName();
    String text = scope.newName();
    String function = scope.newName();
    RandomProgramNode first = expressions.of(Kind.INT, 2);
    RandomProgramNode second = expressions.of(Kind.STRING, 2);
    scope.declare(number, Kind.INT, true);
    scope.declare(text, Kind.STRING, true);
    RandomProgramNode lambda =
        statement(
            "{\nfinal int " + number + " = ",
            first,
            ";\nfinal String " + text + " = ",
            second,
            ";\nSupplier<String> " + function + " = () -> " + text + " + " + number + ";\n",
            block(depth),
            "\nstep(" + function + ".get());\n}");
    scope.forgetAfter(mark);
    return lambda;
  }

  private RandomProgramNode lock(int depth) {
    scope.forbidAwait();
    RandomProgramNode lock = statement("synchronized (self) ", block(Math.min(depth, 1)));
    scope.allowAwait();
    return lock;
  }

  private RandomProgramNode declaration(Kind kind, int depth) {
    RandomProgramNode value = expressions.clipped(kind, depth);
    String name = scope.declare(kind);
    return statement(kind.type + " " + name + " = ", value, ";");
  }

  private RandomProgramNode simple() {
    String array = scope.variable(Kind.INTS, false);
    String box = scope.variable(Kind.BOX, false);
    String loop = scope.loop();
    return switch (scope.upTo(16)) {
      case 0, 1 -> declaration(scope.anyKind(), 3);
      case 2 -> declaredEarlier();
      case 3 -> jump(loop);
      case 4 -> statement("step(", scope.all(), ");");
      case 5 -> statement("step(", expressions.of(Kind.STRING, 2), ");");
      case 6 -> element(array);
      case 7 ->
          box == null
              ? assignment()
              : statement(box + ".n" + operator(), expressions.of(Kind.INT, 2), ";");
      case 8 ->
          statement(
              "if (",
              condition(1),
              ") throw new IllegalStateException(",
              expressions.of(Kind.STRING, 1),
              ");");
      case 9 ->
          scope.mayAwait()
              ? statement(
                  "if (",
                  condition(2),
                  ") await(failing(new Failure(",
                  expressions.of(Kind.STRING, 1),
                  ")));")
              : assignment();
      case 10 -> statement("if (", condition(2), ") return Task.of(", result(), ");");
      default -> assignment();
    };
  }

  private RandomProgramNode result() {
    return expressions.of(scope.returned, 2);
  }

  /** A variable that each of two branches gives its value. */
  private RandomProgramNode declaredEarlier() {
    Kind kind = scope.anyKind();
    RandomProgramNode condition = condition(2);
    RandomProgramNode first = expressions.clipped(kind, 2);
    RandomProgramNode second = expressions.clipped(kind, 2);
    String name = scope.declare(kind);
    return statement(
        kind.type + " " + name + ";\nif (",
        condition,
        ") " + name + " = ",
        first,
        "; else " + name + " = ",
        second,
        ";");
  }

  private RandomProgramNode jump(@Nullable String loop) {
    return loop == null
        ? assignment()
        : statement("if (", condition(2), ") " + scope.any("break ", "continue ") + loop + ";");
  }

  private RandomProgramNode element(@Nullable String array) {
    return array == null
        ? assignment()
        : statement(
            array + "[Math.floorMod(",
            expressions.of(Kind.INT, 2),
            ", 3)]" + operator(),
            expressions.of(Kind.INT, 2),
            ";");
  }

  private RandomProgramNode assignment() {
    Kind kind = scope.anyKind();
    String variable = scope.variable(kind, true);
    if (variable == null) {
      return declaration(kind, 2);
    }
    String operator = kind == Kind.INT || kind == Kind.LONG ? operator() : " = ";
    return statement(variable + operator, expressions.clipped(kind, 3), ";");
  }

  private String operator() {
    return scope.any(" = ", " += ", " -= ", " ^= ");
  }

  private RandomProgramNode condition(int depth) {
    return expressions.of(Kind.BOOLEAN, depth);
  }
}
