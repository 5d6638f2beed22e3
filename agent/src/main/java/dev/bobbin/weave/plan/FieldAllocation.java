package dev.bobbin.weave.plan;

import dev.bobbin.weave.model.FrameField;
import dev.bobbin.weave.model.SavedValue;
import dev.bobbin.weave.model.VerifierTypes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shares fields between suspension points: a variable keeps its field from point to point, and two
 * variables of one type share a field if no point saves both. Greedy colouring, first come first
 * served.
 */
final class FieldAllocation {

  /** A slot or stack position with a type, wherever it is saved. */
  private static final class Variable {
    final int number;
    final Object type;
    final String descriptor;
    final @Nullable Variable ofOtherType; // in the same place
    final BitSet savedWith = new BitSet();
    @Nullable FrameField field;

    Variable(int number, Object type, @Nullable Variable ofOtherType) {
      this.number = number;
      this.type = type;
      this.descriptor = VerifierTypes.descriptor(type);
      this.ofOtherType = ofOtherType;
    }
  }

  private final Map<Integer, Variable> byPlace = new HashMap<>();
  private final List<Variable> variables = new ArrayList<>();
  private final Map<String, List<FrameField>> byType = new LinkedHashMap<>();
  private int references;

  /** Takes note of values that are saved at the same time. */
  void add(List<Unplaced> values) {
    BitSet numbers = new BitSet();
    for (Unplaced value : values) {
      numbers.set(variable(value).number);
    }
    for (Unplaced value : values) {
      variable(value).savedWith.or(numbers);
    }
  }

  /** The fields of values that were added together. */
  List<SavedValue> place(List<Unplaced> values) {
    List<SavedValue> saved = new ArrayList<>();
    for (Unplaced value : values) {
      Variable variable = variable(value);
      if (variable.field == null) {
        variable.field = choose(variable);
      }
      saved.add(
          new SavedValue(
              value.place(), value.index(), value.type(), variable.field, value.variable()));
    }
    return saved;
  }

  List<FrameField> fields() {
    List<FrameField> fields = new ArrayList<>();
    for (List<FrameField> ofType : byType.values()) {
      fields.addAll(ofType);
    }
    return fields;
  }

  private FrameField choose(Variable variable) {
    List<FrameField> ofType = byType.get(variable.descriptor);
    if (ofType == null) {
      ofType = new ArrayList<>();
      byType.put(variable.descriptor, ofType);
    }
    for (FrameField field : ofType) {
      if (isFree(field, variable)) {
        return field;
      }
    }
    String name =
        variable.descriptor.length() > 1
            ? "r" + references++
            : variable.descriptor.toLowerCase(Locale.ROOT) + ofType.size();
    FrameField field = new FrameField(name, variable.descriptor);
    ofType.add(field);
    return field;
  }

  private boolean isFree(FrameField field, Variable variable) {
    BitSet others = variable.savedWith;
    for (int i = others.nextSetBit(0); i >= 0; i = others.nextSetBit(i + 1)) {
      if (variables.get(i).field == field) {
        return false;
      }
    }
    return true;
  }

  private Variable variable(Unplaced value) {
    int place = 2 * value.index() + (value.place() == SavedValue.Place.STACK ? 1 : 0);
    Variable newest = byPlace.get(place);
    for (Variable known = newest; known != null; known = known.ofOtherType) {
      if (known.type.equals(value.type())) {
        return known;
      }
    }
    Variable variable = new Variable(variables.size(), value.type(), newest);
    byPlace.put(place, variable);
    variables.add(variable);
    return variable;
  }
}
