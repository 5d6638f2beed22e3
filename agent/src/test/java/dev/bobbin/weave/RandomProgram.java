package dev.bobbin.weave;

import static dev.bobbin.weave.RandomProgramNode.statement;

import dev.bobbin.weave.RandomProgramNode.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random class with async methods, with awaits in odd places. {@code main} calls each of them a
 * few times, and returns what they returned or threw.
 *
 * @param seed decides everything: what the class is, and which awaits suspend
 */
record RandomProgram(long seed, RandomProgramNode members) {

  private static final int METHODS = 2;
  private static final String IMPORTS =
      """
      import static dev.bobbin.Bobbin.await;
      import static dev.bobbin.weave.RandomProgramParts.*;
      import static dev.bobbin.weave.fixtures.Stages.*;
      import dev.bobbin.*;
      import dev.bobbin.weave.fixtures.Stages;
      import java.util.List;
      import java.util.function.Supplier;
      """;

  static RandomProgram of(long seed) {
    Random random = new Random(seed);
    List<Object> members = new ArrayList<>();
    members.add("static final P%1$d self = new P%1$d();".formatted(seed));
    members.add("static long total;\nString field;");
    List<RandomProgramScope.Variable> callees = new ArrayList<>();
    List<Object> calls = new ArrayList<>();
    calls.add("fill(); total = 0; self.field = \"f\";\nString out = \"\";"); // for each run anew
    for (int i = METHODS - 1; i >= 0; i--) {
      Kind returned =
          List.of(Kind.STRING, Kind.STRING, Kind.INT, Kind.LONG, Kind.OBJECT)
              .get(random.nextInt(5));
      members.add(method("m" + i, returned, random, List.copyOf(callees)));
      callees.add(new RandomProgramScope.Variable("m" + i, returned, true));
      calls.add(call("m" + i));
    }
    calls.add("return Task.of(out);");
    RandomProgramNode main = new RandomProgramNode(Kind.BLOCK, calls);
    members.add(RandomProgramNode.of(Kind.STATEMENT, "@Async static Task<String> main() ", main));
    return new RandomProgram(seed, new RandomProgramNode(Kind.MEMBERS, members));
  }

  private static RandomProgramNode method(
      String name, Kind returned, Random random, List<RandomProgramScope.Variable> callees) {
    boolean isStatic = random.nextBoolean();
    RandomProgramScope scope = new RandomProgramScope(random, returned, callees);
    scope.declare("a", Kind.INT, false);
    scope.declare("b", Kind.LONG, false);
    scope.declare("s", Kind.STRING, false);
    scope.declare("total", Kind.LONG, false);
    if (!isStatic) {
      scope.declare("field", Kind.STRING, false);
    }
    String head =
        "@Async %s Task<%s> %s(int a, long b, String s) throws Exception "
            .formatted(isStatic ? "static" : "", returned.boxed, name);
    return statement(head, new RandomProgramStatements(scope).body());
  }

  private static RandomProgramNode call(String method) {
    return statement(
        "for (int i = 0; i < 3; i++)\n"
            + "try { out += show(await(self."
            + method
            + "(i, i * 7L, \"s\" + i))); }"
            + "\ncatch (Exception e) { out += e + await(later(\" \")); }");
  }

  String className() {
    return "P" + seed;
  }

  RandomProgram with(RandomProgramNode changed) {
    return new RandomProgram(seed, changed);
  }

  /** A source file of one program or of several. */
  static String source(List<RandomProgram> programs) {
    StringBuilder text = new StringBuilder(IMPORTS);
    programs.forEach(program -> text.append(program.type()));
    return text.toString();
  }

  String source() {
    return source(List.of(this));
  }

  private String type() {
    return statement("class " + className() + " ", members).source();
  }
}
