package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.FrameField;
import dev.bobbin.weave.model.FramePlan;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The fields of a coroutine frame's class, and the numbers by which its code names its members. */
final class FrameMembers {

  private final FrameConstants constants;
  private final int owner;
  private final int count;
  private final Bytes fields = new Bytes(60);
  private final Map<FrameField, Integer> numbers = new HashMap<>();
  private int self;
  private int init;

  FrameMembers(FramePlan plan, FrameConstants constants) {
    this.constants = constants;
    this.owner = constants.type(constants.utf8(plan.frameType()));
    this.count = plan.fields().size() + plan.method().selfSlots();
    if (!plan.method().isStatic()) {
      self = add(FrameClassEmitter.SELF, "L" + plan.method().host().name() + ";");
    }
    for (FrameField field : plan.fields()) {
      numbers.put(field, add(field.name(), field.descriptor()));
    }
  }

  private int add(String name, String descriptor) {
    int nameText = constants.utf8(name);
    int descriptorText = constants.utf8(descriptor);
    fields.u2(0).u2(nameText).u2(descriptorText).u2(0);
    return constants.field(owner, nameText, descriptorText);
  }

  int length() {
    return fields.length();
  }

  /** With the fields' number in front. */
  void writeTo(Bytes classFile) {
    classFile.u2(count).add(fields);
  }

  /** The class itself. */
  int owner() {
    return owner;
  }

  int self() {
    return self;
  }

  int of(FrameField field) {
    return Objects.requireNonNull(numbers.get(field));
  }

  /** Its constructor. */
  int init() {
    if (init == 0) {
      init =
          constants.method(
              FrameConstants.METHOD, owner, FrameConstants.INIT, FrameConstants.NO_RESULT);
    }
    return init;
  }
}
