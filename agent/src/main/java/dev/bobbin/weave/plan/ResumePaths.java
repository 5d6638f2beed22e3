package dev.bobbin.weave.plan;

import dev.bobbin.weave.flow.MethodFlow;
import dev.bobbin.weave.model.Dispatch;
import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.LoopHeader;
import dev.bobbin.weave.model.NewSite;
import dev.bobbin.weave.model.Stop;
import dev.bobbin.weave.model.SuspensionPoint;
import dev.bobbin.weave.model.UnsupportedShapeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * The way of a resumption from the method's start to its suspension point: by the header of each
 * loop around it, outer first, and by each {@code new} whose object is not initialised there.
 */
final class ResumePaths {

  private final MethodFlow flow;

  private ResumePaths(MethodFlow flow) {
    this.flow = flow;
  }

  static Dispatch plan(List<SuspensionPoint> points, MethodFlow flow) {
    ResumePaths paths = new ResumePaths(flow);
    Branch root = new Branch();
    for (SuspensionPoint point : points) {
      Branch branch = root;
      for (Stop stop : paths.stopsTo(point)) {
        branch = branch.onward.computeIfAbsent(stop, s -> new Branch());
      }
      branch.points.add(point);
    }
    return root.toDispatch();
  }

  private static final class Branch {
    final List<SuspensionPoint> points = new ArrayList<>();
    final Map<Stop, Branch> onward = new LinkedHashMap<>();

    Dispatch toDispatch() {
      List<Dispatch.Through> through = new ArrayList<>();
      onward.forEach((stop, next) -> through.add(new Dispatch.Through(stop, next.toDispatch())));
      return new Dispatch(points, through);
    }
  }

  private List<Stop> stopsTo(SuspensionPoint point) {
    Set<Stop> stops = new LinkedHashSet<>();
    Set<TypeInsnNode> sites = newSites(point);
    for (TypeInsnNode site : sites) {
      stops.addAll(headersAround(site));
      stops.add(new NewSite(site, stateBefore(site)));
    }
    if (sites.isEmpty()) {
      stops.addAll(headersAround(point.call()));
    }
    return List.copyOf(stops);
  }

  private List<LoopHeader> headersAround(AbstractInsnNode instruction) {
    return flow.headersAround(instruction);
  }

  /**
   * The {@code new}s to run again, each after those whose objects are there before it. A loop
   * inside such an expression has an uninitialised value at its header, so it is never a stop.
   */
  private Set<TypeInsnNode> newSites(SuspensionPoint point) {
    Set<TypeInsnNode> ordered = new LinkedHashSet<>();
    for (TypeInsnNode site : uninitialized(point.state())) {
      visit(site, point, new LinkedHashSet<>(), ordered);
    }
    return ordered;
  }

  private void visit(
      TypeInsnNode site,
      SuspensionPoint point,
      Set<TypeInsnNode> under,
      Set<TypeInsnNode> ordered) {
    if (!under.add(site)) {
      throw new UnsupportedShapeException(
          point.call(), "uninitialised objects that need each other are on the stack");
    }
    for (TypeInsnNode earlier : uninitialized(stateBefore(site))) {
      visit(earlier, point, under, ordered);
    }
    under.remove(site);
    ordered.add(site);
  }

  private static List<TypeInsnNode> uninitialized(FlowState state) {
    return Stream.concat(state.stack().stream(), state.locals().stream())
        .filter(TypeInsnNode.class::isInstance)
        .map(TypeInsnNode.class::cast)
        .distinct()
        .toList();
  }

  private FlowState stateBefore(TypeInsnNode site) {
    FlowState state = flow.stateBefore(site);
    if (state == null) {
      throw new UnsupportedShapeException(site, "an object is used whose new is never reached");
    }
    return state;
  }
}
