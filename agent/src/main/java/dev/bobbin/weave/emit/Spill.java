package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.FrameField;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.SavedValue;
import dev.bobbin.weave.model.SavedValue.Place;
import dev.bobbin.weave.model.SuspensionPoint;
import dev.bobbin.weave.model.VerifierTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Type;

/**
 * How live values get from the body into the coroutine frame: as arguments of a static method of
 * the frame's class, {@code suspend(operands..., stage, locals..., frame, self, label)}, which
 * makes the frame if there is none yet. A framed entry made it, so that self is left out. That
 * keeps the body short, which HotSpot rewards: it compiles no method of more than 8,000 bytes.
 *
 * @param operands types of the operand stack as it is passed on: bottom first, without
 *     uninitialised objects
 * @param keptOperands the operands that are kept: all but null constants
 * @param locals the locals that are kept
 * @param cleared the reference fields that hold nothing at this suspension point
 * @param descriptor of the static method
 */
record Spill(
    String name,
    List<Object> operands,
    List<SavedValue> keptOperands,
    List<SavedValue> locals,
    List<FrameField> cleared,
    String descriptor) {

  private static final int MAX_ARGUMENT_SLOTS = 255;

  /** A spill for every suspension point, in their order; points that save alike share one. */
  static List<Spill> of(FramePlan plan) {
    boolean only = plan.points().size() == 1;
    Map<List<Object>, Spill> shared = new HashMap<>();
    List<Spill> spills = new ArrayList<>();
    for (SuspensionPoint point : plan.points()) {
      List<Object> operands = operands(point);
      List<Object> alike = only ? List.of() : alike(operands, point);
      Spill spill = only ? null : shared.get(alike);
      if (spill == null) {
        String name = "suspend" + point.label();
        List<SavedValue> locals = in(Place.LOCAL, point);
        spill =
            new Spill(
                name,
                operands,
                in(Place.STACK, point),
                locals,
                cleared(plan, point),
                descriptor(plan, operands, locals));
        if (!only) {
          shared.put(alike, spill);
        }
      }
      spills.add(spill);
    }
    return spills;
  }

  private static List<Object> alike(List<Object> operands, SuspensionPoint point) {
    List<Object> alike = new ArrayList<>(operands);
    for (SavedValue value : point.saved()) {
      alike.add(value.place());
      alike.add(value.field());
    }
    return alike;
  }

  private static List<Object> operands(SuspensionPoint point) {
    List<Object> operands = new ArrayList<>();
    for (Object type : point.state().stack()) {
      if (!VerifierTypes.isUninitialized(type)) {
        operands.add(type);
      }
    }
    return operands;
  }

  private static List<FrameField> cleared(FramePlan plan, SuspensionPoint point) {
    List<FrameField> cleared = new ArrayList<>();
    for (FrameField field : plan.fields()) {
      if (field.isReference()) {
        cleared.add(field);
      }
    }
    for (SavedValue value : point.saved()) {
      cleared.remove(value.field());
    }
    return cleared;
  }

  private static List<SavedValue> in(Place place, SuspensionPoint point) {
    List<SavedValue> there = new ArrayList<>();
    for (SavedValue value : point.saved()) {
      if (value.place() == place) {
        there.add(value);
      }
    }
    return there;
  }

  private static String descriptor(FramePlan plan, List<Object> operands, List<SavedValue> locals) {
    StringBuilder text = new StringBuilder("(");
    for (Object type : operands) {
      text.append(VerifierTypes.descriptor(type));
    }
    text.append('L').append(RuntimeNames.STAGE).append(';');
    for (SavedValue value : locals) {
      text.append(value.field().descriptor());
    }
    text.append('L').append(plan.frameType()).append(';');
    if (plan.spillsSelf()) {
      text.append('L').append(plan.method().host().name()).append(';');
    }
    return text.append("I)Ljava/lang/Object;").toString();
  }

  /** Whether the values fit into one call; else the body fills the fields itself. */
  boolean fitsIntoCall() {
    int most = 2 * (operands.size() + locals.size()) + 4; // the stage, the frame, self, the label
    return most < MAX_ARGUMENT_SLOTS
        || Type.getArgumentsAndReturnSizes(descriptor) >> 2 <= MAX_ARGUMENT_SLOTS;
  }
}
