package dev.bobbin.weave;

import dev.bobbin.weave.RandomProgramNode.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What is visible at a place of a method that is being made, and what may stand there. */
final class RandomProgramScope {

  /** A local variable that has a value. */
  record Variable(String name, Kind kind, boolean isFinal) {}

  final Random random;
  final Kind returned;

  /** What this method may call: methods that come after it, so that nothing recurs. */
  final List<Variable> callees;

  private final List<Variable> variables = new ArrayList<>();
  private final List<String> loops = new ArrayList<>();
  private int names;
  private int withoutAwait;

  RandomProgramScope(Random random, Kind returned, List<Variable> callees) {
    this.random = random;
    this.returned = returned;
    this.callees = callees;
  }

  String newName() {
    return "v" + names++;
  }

  String declare(Kind kind) {
    String name = newName();
    declare(name, kind, false);
    return name;
  }

  void declare(String name, Kind kind, boolean isFinal) {
    variables.add(new Variable(name, kind, isFinal));
  }

  int mark() {
    return variables.size();
  }

  void forgetAfter(int mark) {
    variables.subList(mark, variables.size()).clear();
  }

  /** The name of some variable of this type. */
  @Nullable String variable(Kind kind, boolean toAssign) {
    List<Variable> fitting =
        variables.stream().filter(v -> v.kind == kind && !(toAssign && v.isFinal)).toList();
    return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size())).name;
  }

  /** The text of all variables. */
  RandomProgramNode all() {
    List<Object> names = new ArrayList<>();
    for (Variable variable : variables) {
      names.add(RandomProgramNode.of(variable.kind, variable.name));
    }
    RandomProgramNode arguments = new RandomProgramNode(Kind.ARGUMENTS, names);
    return RandomProgramNode.of(Kind.STRING, "show(", arguments, ")");
  }

  String enterLoop() {
    String label = "l" + names++;
    loops.add(label);
    return label;
  }

  void leaveLoop() {
    loops.remove(loops.size() - 1);
  }

  /** The label of some loop around. */
  @Nullable String loop() {
    return loops.isEmpty() ? null : loops.get(random.nextInt(loops.size()));
  }

  boolean mayAwait() {
    return withoutAwait == 0;
  }

  void forbidAwait() {
    withoutAwait++;
  }

  void allowAwait() {
    withoutAwait--;
  }

  int upTo(int bound) {
    return random.nextInt(bound);
  }

  @SafeVarargs
  final <T> T any(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Some type of values. */
  Kind anyKind() {
    return Kind.values()[random.nextInt(Kind.BOX.ordinal() + 1)];
  }
}
