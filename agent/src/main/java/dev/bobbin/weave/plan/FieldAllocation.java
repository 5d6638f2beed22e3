package dev.bobbin.weave.plan;

import dev.bobbin.weave.model.FrameField;
import dev.bobbin.weave.model.SavedValue;
import dev.bobbin.weave.model.VerifierTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Shares fields between suspension points: a variable keeps its field from point to point, and two
 * variables of one type share a field if no point saves both. Greedy colouring, first come first
 * served.
 */
final class FieldAllocation {

  private record Variable(SavedValue.Place place, int index, String descriptor) {}

  private final Map<Variable, Set<Variable>> together = new LinkedHashMap<>();
  private final Map<Variable, FrameField> placed = new LinkedHashMap<>();
  private final Map<String, List<FrameField>> byType = new LinkedHashMap<>();
  private int references;

  /** Takes note of values that are saved at the same time. */
  void add(List<Unplaced> values) {
    for (Unplaced value : values) {
      Set<Variable> others = together.computeIfAbsent(variable(value), v -> new HashSet<>());
      values.forEach(other -> others.add(variable(other)));
      others.remove(variable(value));
    }
  }

  /** The fields of values that were added together. */
  List<SavedValue> place(List<Unplaced> values) {
    List<SavedValue> saved = new ArrayList<>();
    for (Unplaced value : values) {
      FrameField field = placed.get(variable(value));
      if (field == null) {
        field = choose(variable(value));
        placed.put(variable(value), field);
      }
      saved.add(
          new SavedValue(value.place(), value.index(), value.type(), field, value.variable()));
    }
    return saved;
  }

  List<FrameField> fields() {
    return byType.values().stream().flatMap(List::stream).toList();
  }

  private FrameField choose(Variable variable) {
    Set<FrameField> taken = new HashSet<>();
    for (Variable other : together.getOrDefault(variable, Set.of())) {
      FrameField field = placed.get(other);
      if (field != null) {
        taken.add(field);
      }
    }
    List<FrameField> ofType = byType.computeIfAbsent(variable.descriptor(), d -> new ArrayList<>());
    for (FrameField field : ofType) {
      if (!taken.contains(field)) {
        return field;
      }
    }
    String name =
        variable.descriptor().length() > 1
            ? "r" + references++
            : variable.descriptor().toLowerCase(Locale.ROOT) + ofType.size();
    FrameField field = new FrameField(name, variable.descriptor());
    ofType.add(field);
    return field;
  }

  private static Variable variable(Unplaced value) {
    return new Variable(value.place(), value.index(), VerifierTypes.descriptor(value.type()));
  }
}
