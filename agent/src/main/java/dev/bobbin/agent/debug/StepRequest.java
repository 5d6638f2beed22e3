package dev.bobbin.agent.debug;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The debugger's wish for a step by lines.
 *
 * @param policy what is to be suspended at its end
 * @param thread which steps
 * @param depth into, over or out
 * @param modifiers all of it
 */
record StepRequest(int policy, long thread, int depth, List<Modifier> modifiers) {

  /**
   * Reads the data of {@link Command#SET_REQUEST}.
   *
   * @return null for requests that are no steps, and for steps that are not to follow a coroutine:
   *     by byte codes, several at once, or without stopping anybody
   */
  static @Nullable StepRequest of(byte[] data, IdSizes sizes) {
    PacketReader in = new PacketReader(data, sizes);
    if (in.int8() != Command.SINGLE_STEP) {
      return null;
    }
    int policy = in.int8();
    List<Modifier> modifiers = Modifier.read(data, in);
    StepRequest found = null;
    for (Modifier modifier : modifiers) {
      PacketReader value = new PacketReader(modifier.bytes(), sizes);
      value.int8();
      if (modifier.kind() == Modifier.COUNT && value.int32() != 1) {
        return null;
      }
      if (modifier.kind() == Modifier.STEP) {
        long thread = value.object();
        boolean byLines = value.int32() == Command.STEP_LINE;
        found = byLines ? new StepRequest(policy, thread, value.int32(), modifiers) : null;
      }
    }
    return policy == Command.SUSPEND_NONE ? null : found;
  }

  /**
   * The same filters for another thread and depth.
   *
   * @param passOver classes into which no step is to lead
   */
  List<Modifier> modifiersFor(
      long otherThread, int otherDepth, List<String> passOver, IdSizes sizes) {
    List<Modifier> all = new ArrayList<>();
    if (otherDepth == Command.STEP_INTO) {
      for (String pattern : passOver) {
        all.add(Modifier.notIn(pattern));
      }
    }
    for (Modifier modifier : modifiers) {
      switch (modifier.kind()) {
        case Modifier.STEP -> all.add(Modifier.step(otherThread, otherDepth, sizes));
        case 3 -> all.add(Modifier.thread(otherThread, sizes));
        default -> all.add(modifier);
      }
    }
    return all;
  }
}
