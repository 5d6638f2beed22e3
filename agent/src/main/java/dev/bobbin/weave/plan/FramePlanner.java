package dev.bobbin.weave.plan;

import dev.bobbin.weave.flow.MethodFlow;
import dev.bobbin.weave.model.AsyncMethod;
import dev.bobbin.weave.model.CodeSize;
import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.SavedValue;
import dev.bobbin.weave.model.SourceLines;
import dev.bobbin.weave.model.SuspensionPoint;
import dev.bobbin.weave.model.UnsupportedShapeException;
import dev.bobbin.weave.model.VerifierTypes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Decides which value goes to which field at which suspension point, and how to come back. */
public final class FramePlanner {

  /** A method may take 255 slots of arguments (JVMS 4.3.3), {@code this} and the frame included. */
  private static final int MAX_ARGUMENT_SLOTS = 255;

  /** HotSpot compiles no method of more than 8,000 bytes; this keeps well below. */
  private static final int LONGEST_WITH_COPIES = 4000;

  private final AsyncMethod method;
  private final MethodFlow flow;
  private final boolean keepsVariables;
  private final BitSet stored = new BitSet(); // which slots are written
  private final BitSet storedWide = new BitSet(); // and which with a long or double
  private final boolean overwritesSelf;
  private long switches;
  private final FieldAllocation fields = new FieldAllocation();

  private FramePlanner(AsyncMethod method, MethodFlow flow, boolean keepsVariables) {
    this.method = method;
    this.flow = flow;
    this.keepsVariables = keepsVariables;
    look();
    this.overwritesSelf = method.selfSlots() == 1 && stored.get(0);
  }

  private void look() {
    InsnList code = method.code().instructions;
    for (AbstractInsnNode at = code.getFirst(); at != null; at = at.getNext()) {
      int opcode = at.getOpcode();
      if (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE) {
        int slot = ((VarInsnNode) at).var;
        stored.set(slot);
        if (opcode == Opcodes.LSTORE || opcode == Opcodes.DSTORE) {
          storedWide.set(slot);
        }
      } else if (opcode == Opcodes.TABLESWITCH || opcode == Opcodes.LOOKUPSWITCH) {
        switches += CodeSize.ofSwitch(at);
      }
    }
  }

  /**
   * @param keepsVariables whether frames keep also what is never read again, if it has a name
   * @throws UnsupportedShapeException if the code cannot be resumed
   */
  public static FramePlan plan(AsyncMethod method, MethodFlow flow, boolean keepsVariables) {
    return new FramePlanner(method, flow, keepsVariables).plan();
  }

  private FramePlan plan() {
    boolean framed = needsFramedEntry();
    if (framed && straddles(method.selfSlots())) {
      throw new UnsupportedShapeException(
          method.code().instructions.getFirst(), "a long or double overlaps the slot of this");
    }
    List<Unplaced> parameters = framed ? parameters() : List.of();
    fields.add(parameters);
    List<PointDraft> drafts = new ArrayList<>();
    for (MethodInsnNode call : method.awaits()) {
      FlowState before = flow.stateBefore(call);
      if (before != null) { // else dead code: left as it is, never run
        FlowState state = before.popped(call.desc.equals(RuntimeNames.AWAIT_DESCRIPTOR) ? 1 : 2);
        PointDraft draft = new PointDraft(call, state, valuesAt(call, state));
        fields.add(draft.values());
        drafts.add(draft);
      }
    }
    List<SuspensionPoint> points = new ArrayList<>();
    for (PointDraft draft : drafts) {
      points.add(point(points.size() + 1, draft));
    }
    ResumePaths paths = ResumePaths.plan(points, flow, isShort(points));
    return new FramePlan(
        method,
        framed,
        fields.place(parameters),
        points,
        fields.fields(),
        paths.dispatch(),
        paths.copied(),
        flow.states(),
        switches);
  }

  /** Whether the body stays short even if all of the method's code were in it twice. */
  private boolean isShort(List<SuspensionPoint> points) {
    long left = LONGEST_WITH_COPIES;
    for (SuspensionPoint point : points) {
      left -= 100 + 16L * (point.state().locals().size() + point.state().stack().size());
    }
    int limit = (int) Math.max(left, -1) / 2; // of a negative number it is 0, which no code keeps
    MethodNode code = method.code();
    return !CodeSize.mayExceed(limit, code, switches) || CodeSize.of(code) <= limit;
  }

  private record PointDraft(MethodInsnNode call, FlowState state, List<Unplaced> values) {}

  private SuspensionPoint point(int label, PointDraft draft) {
    return new SuspensionPoint(
        label,
        draft.call(),
        SourceLines.of(draft.call()),
        awaitedCall(draft.call()),
        flow.isInLoop(draft.call()),
        draft.state(),
        fields.place(draft.values()));
  }

  private List<Unplaced> parameters() {
    List<Unplaced> values = new ArrayList<>();
    List<Object> locals =
        VerifierTypes.parameters(method.isStatic(), method.host().name(), method.code().desc);
    for (int slot = method.selfSlots(); slot < locals.size(); slot++) {
      if (VerifierTypes.isStorable(locals.get(slot))) {
        AbstractInsnNode start = method.code().instructions.getFirst();
        values.add(local(slot, locals.get(slot), start));
      }
    }
    return values;
  }

  private List<Unplaced> valuesAt(MethodInsnNode call, FlowState state) {
    List<Unplaced> values = new ArrayList<>();
    for (int i = 0; i < state.stack().size(); i++) {
      if (VerifierTypes.isStorable(state.stack().get(i))) {
        values.add(new Unplaced(SavedValue.Place.STACK, i, state.stack().get(i), null));
      }
    }
    BitSet live = flow.liveBefore(call);
    for (int slot = 0; slot < state.locals().size(); slot++) {
      boolean isSelf = slot < method.selfSlots() && !overwritesSelf;
      boolean isKept = live.get(slot) || (keepsVariables && isVariable(slot, call));
      if (isKept && !isSelf && VerifierTypes.isStorable(state.local(slot))) {
        values.add(local(slot, state.local(slot), call));
      }
    }
    return values;
  }

  private boolean isVariable(int slot, AbstractInsnNode at) {
    return VariableNames.at(method.code(), slot, at) != null;
  }

  private Unplaced local(int slot, Object type, AbstractInsnNode at) {
    String variable = VariableNames.at(method.code(), slot, at);
    return new Unplaced(SavedValue.Place.LOCAL, slot, type, variable);
  }

  private boolean needsFramedEntry() {
    return method.asksForItself()
        || overwritesSelf
        || method.parameterSlots() + 1 > MAX_ARGUMENT_SLOTS
        || straddles(method.parameterSlots());
  }

  /** Whether some long or double lies on both sides of the slot where the frame is to go. */
  private boolean straddles(int slot) {
    return slot > 0 && storedWide.get(slot - 1);
  }

  private static String awaitedCall(MethodInsnNode await) {
    AbstractInsnNode before = await.getPrevious();
    while (before != null && before.getOpcode() < 0) {
      before = before.getPrevious();
    }
    if (before instanceof MethodInsnNode call) {
      if (RuntimeNames.isClosing(call)) {
        return "close";
      }
      String owner = call.owner.substring(call.owner.lastIndexOf('/') + 1);
      return owner + "." + call.name;
    }
    return "";
  }
}
