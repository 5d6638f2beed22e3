package dev.bobbin.weave;

import dev.bobbin.weave.ClassListing.Point;
import dev.bobbin.weave.ClassListing.Value;
import dev.bobbin.weave.WovenClassBuilder.BodySize;
import dev.bobbin.weave.model.AsyncMethod;
import dev.bobbin.weave.model.Dispatch;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.LoopHeader;
import dev.bobbin.weave.model.NewSite;
import dev.bobbin.weave.model.SavedValue;
import dev.bobbin.weave.model.SavedValue.Place;
import dev.bobbin.weave.model.SourceLines;
import dev.bobbin.weave.model.Stop;
import dev.bobbin.weave.model.SuspensionPoint;
import dev.bobbin.weave.model.VerifierTypes;
import dev.bobbin.weave.plan.VariableNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;

/** Says in a listing what the plan of a method decided. */
final class Listings {

  private final FramePlan plan;
  private final AsyncMethod method;
  private final Map<SuspensionPoint, List<String>> ways = new HashMap<>();

  private Listings(FramePlan plan) {
    this.plan = plan;
    this.method = plan.method();
    follow(plan.dispatch(), List.of());
  }

  static ClassListing.Method of(FramePlan plan, BodySize size) {
    return new Listings(plan).method(size);
  }

  private ClassListing.Method method(BodySize size) {
    return new ClassListing.Method(
        Signatures.of(method.host().name(), method.code().name, method.code().desc),
        plan.hasFrame() ? plan.frameType().replace('/', '.') : null,
        plan.framedEntry(),
        plan.hasFrame() && !method.isStatic(),
        size.before(),
        size.after(),
        plan.points().stream().map(this::point).toList());
  }

  private Point point(SuspensionPoint point) {
    return new Point(
        point.label(),
        point.line(),
        point.awaited(),
        point.inLoop(),
        point.saved().stream().map(Listings::kept).toList(),
        dropped(point),
        ways.getOrDefault(point, List.of()));
  }

  private static Value kept(SavedValue saved) {
    String variable = saved.variable() == null ? "" : saved.variable();
    if (variable.isEmpty()) {
      variable =
          saved.place() == Place.STACK
              ? "(operand " + (saved.index() + 1) + ")"
              : slot(saved.index());
    }
    return new Value(variable, typeName(saved.type()), saved.field().name());
  }

  /** What has a value there and is not kept; {@code this} always is. */
  private List<Value> dropped(SuspensionPoint point) {
    List<Value> dropped = new ArrayList<>();
    List<Object> locals = point.state().locals();
    for (int slot = method.selfSlots(); slot < locals.size(); slot++) {
      Object type = locals.get(slot);
      if (VerifierTypes.isStorable(type)
          && SavedValue.find(point.saved(), Place.LOCAL, slot) == null) {
        String variable = VariableNames.at(method.code(), slot, point.call());
        dropped.add(new Value(variable == null ? slot(slot) : variable, typeName(type), null));
      }
    }
    return dropped;
  }

  private static String slot(int slot) {
    return "(slot " + slot + ")";
  }

  private static String typeName(Object type) {
    return Type.getType(VerifierTypes.descriptor(type)).getClassName();
  }

  private void follow(Dispatch dispatch, List<String> way) {
    dispatch.points().forEach(point -> ways.put(point, way));
    for (Dispatch.Through through : dispatch.onward()) {
      List<String> further = new ArrayList<>(way);
      further.add(text(through.stop()));
      follow(through.next(), further);
    }
  }

  private static String text(Stop stop) {
    if (stop instanceof NewSite site) {
      String type = Type.getObjectType(site.instruction().desc).getClassName();
      return "by new " + type + at(SourceLines.of(site.instruction()));
    }
    return "by the loop" + at(lineFrom(((LoopHeader) stop).label()));
  }

  private static String at(int line) {
    return line > 0 ? " at line " + line : "";
  }

  /** A loop's label may stand before the line of its first instruction. */
  private static int lineFrom(@Nullable AbstractInsnNode label) {
    AbstractInsnNode at = label;
    while (at != null && at.getOpcode() < 0) {
      at = at.getNext();
    }
    return at == null ? 0 : SourceLines.of(at);
  }
}
