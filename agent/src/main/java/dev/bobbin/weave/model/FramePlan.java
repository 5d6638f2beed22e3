package dev.bobbin.weave.model;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * What is decided about one async method; emitters take it and ask nothing else.
 *
 * @param framedEntry whether the entry makes the coroutine frame at once and hands the parameters
 *     over in it
 * @param parameters the parameters in the frame, if the entry is framed
 * @param fields all fields that hold values, each once
 * @param dispatch the ways from the method's start to its suspension points
 * @param copied the instructions, by their index, that a resumption runs in a copy, up to the
 *     header of a loop, so that no way leads into the loop itself
 * @param states the types at each instruction that has a declared frame
 * @param switches how many bytes the switches of the method's code may take
 */
public record FramePlan(
    AsyncMethod method,
    boolean framedEntry,
    List<SavedValue> parameters,
    List<SuspensionPoint> points,
    List<FrameField> fields,
    Dispatch dispatch,
    BitSet copied,
    Map<AbstractInsnNode, FlowState> states,
    long switches) {

  public FramePlan {
    parameters = List.copyOf(parameters);
    points = List.copyOf(points);
    fields = List.copyOf(fields);
  }

  /** Whether there is a frame class at all: a method that never awaits needs none. */
  public boolean hasFrame() {
    return framedEntry || !points.isEmpty();
  }

  /** Whether the body hands {@code this} over when it suspends, for a frame that may be new. */
  public boolean spillsSelf() {
    return !framedEntry && !method.isStatic();
  }

  /**
   * Whether the body returns the value itself where the method returns {@code Task.of(value)}, as
   * long as a value cannot be taken for a task. Whoever needs a task makes it.
   */
  public boolean returnsValues() {
    return method.returns() == ReturnKind.TASK && !framedEntry;
  }

  /** The class of the body's frame parameter. */
  public String frameType() {
    return hasFrame() ? method.frameClass() : RuntimeNames.FRAME;
  }

  /**
   * Whether the body is a static method with {@code this} as its first parameter: in an interface,
   * where it has to be public, proxies would override an instance method.
   */
  public boolean takesSelf() {
    return hasFrame() && method.host().isInterface() && !method.isStatic();
  }

  /**
   * Whether a jump in the body may not fit into 16 bits: a quick answer, which is no for nearly
   * every method, by far more bytes than there can be for each part.
   */
  public boolean mayBeLong() {
    long bytes = 2 * (16L * method.code().instructions.size() + switches) + ofWays(dispatch);
    for (SuspensionPoint point : points) {
      bytes += 256 + 64L * sizeOf(point.state()) + 16L * fields.size();
    }
    return bytes > Short.MAX_VALUE;
  }

  private long ofWays(Dispatch part) {
    long bytes = CodeSize.ofSwitch(points.size());
    for (Dispatch.Through through : part.onward()) {
      bytes += 64 + 32L * sizeOf(through.stop().before()) + ofWays(through.next());
    }
    return bytes;
  }

  private static int sizeOf(FlowState state) {
    return state.locals().size() + state.stack().size();
  }

  /** The descriptor of the method that holds the state machine. */
  public String bodyDescriptor() {
    String desc = method.code().desc;
    String self = takesSelf() ? "L" + method.host().name() + ";" : "";
    String parameters = framedEntry ? "" : desc.substring(1, desc.indexOf(')'));
    return "(" + self + parameters + "L" + frameType() + ";)Ljava/lang/Object;";
  }

  /** The body's slot of the coroutine frame; what came before it keeps its slot. */
  public int frameSlot() {
    return framedEntry ? method.selfSlots() : method.parameterSlots();
  }
}
