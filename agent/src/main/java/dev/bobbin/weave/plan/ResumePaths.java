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
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * The way of a resumption from the method's start to its suspension point: by the header of each
 * loop around it, outer first, and by each {@code new} whose object is not initialised there.
 */
final class ResumePaths {

  private final MethodFlow flow;
  private final Map<SuspensionPoint, List<Stop>> stops = new LinkedHashMap<>();
  private final BitSet copied = new BitSet();

  private ResumePaths(List<SuspensionPoint> points, MethodFlow flow) {
    this.flow = flow;
    for (SuspensionPoint point : points) {
      stops.put(point, new ArrayList<>(stopsTo(point)));
    }
  }

  /**
   * @param copies whether resumptions may run the rest of a loop's round in a copy
   */
  static ResumePaths plan(List<SuspensionPoint> points, MethodFlow flow, boolean copies) {
    ResumePaths paths = new ResumePaths(points, flow);
    if (copies) {
      paths.copyLoops();
    }
    return paths;
  }

  Dispatch dispatch() {
    Branch root = new Branch();
    for (Map.Entry<SuspensionPoint, List<Stop>> entry : stops.entrySet()) {
      Branch branch = root;
      for (Stop stop : entry.getValue()) {
        branch = branch.by(stop);
      }
      branch.points.add(entry.getKey());
    }
    return root.toDispatch();
  }

  BitSet copied() {
    return copied;
  }

  /** Takes the outermost loops out of the ways, as far as the rest of their round can be copied. */
  private void copyLoops() {
    Map<LabelNode, LoopHeader> headers = new LinkedHashMap<>();
    Map<LabelNode, List<SuspensionPoint>> byLoop = new HashMap<>();
    for (Map.Entry<SuspensionPoint, List<Stop>> entry : stops.entrySet()) {
      List<Stop> way = entry.getValue();
      if (!way.isEmpty() && way.get(0) instanceof LoopHeader header) {
        List<SuspensionPoint> points = byLoop.get(header.label());
        if (points == null) {
          points = new ArrayList<>();
          byLoop.put(header.label(), points);
          headers.put(header.label(), header);
        }
        points.add(entry.getKey());
      }
    }
    for (LoopHeader header : headers.values()) {
      copyRest(header, Objects.requireNonNull(byLoop.get(header.label())));
    }
  }

  private void copyRest(LoopHeader header, List<SuspensionPoint> points) {
    List<AbstractInsnNode> starts = new ArrayList<>();
    for (SuspensionPoint point : points) {
      starts.add(point.call());
      for (Stop inner : onward(point)) {
        starts.add(inner.at());
      }
    }
    BitSet rest = flow.restOfRound(header, starts);
    if (rest != null) {
      copied.or(rest);
      for (SuspensionPoint point : points) {
        stops.put(point, onward(point));
      }
    }
  }

  private List<Stop> onward(SuspensionPoint point) {
    List<Stop> way = Objects.requireNonNull(stops.get(point));
    return way.subList(1, way.size());
  }

  private static final class Branch {
    final List<SuspensionPoint> points = new ArrayList<>();
    final Map<AbstractInsnNode, Stop> stops = new LinkedHashMap<>();
    final Map<AbstractInsnNode, Branch> onward = new HashMap<>();

    Branch by(Stop stop) {
      Branch next = onward.get(stop.at());
      if (next == null) {
        next = new Branch();
        stops.put(stop.at(), stop);
        onward.put(stop.at(), next);
      }
      return next;
    }

    Dispatch toDispatch() {
      List<Dispatch.Through> through = new ArrayList<>();
      for (Stop stop : stops.values()) {
        through.add(new Dispatch.Through(stop, by(stop).toDispatch()));
      }
      return new Dispatch(points, through);
    }
  }

  private Collection<Stop> stopsTo(SuspensionPoint point) {
    Map<AbstractInsnNode, Stop> stops = new LinkedHashMap<>();
    Set<TypeInsnNode> sites = newSites(point);
    for (TypeInsnNode site : sites) {
      addHeadersAround(site, stops);
      stops.putIfAbsent(site, new NewSite(site, stateBefore(site)));
    }
    if (sites.isEmpty()) {
      addHeadersAround(point.call(), stops);
    }
    return stops.values();
  }

  private void addHeadersAround(AbstractInsnNode instruction, Map<AbstractInsnNode, Stop> stops) {
    for (LoopHeader header : flow.headersAround(instruction)) {
      stops.putIfAbsent(header.at(), header);
    }
  }

  /**
   * The {@code new}s to run again, each after those whose objects are there before it. A loop
   * inside such an expression has an uninitialised value at its header, so it is never a stop.
   */
  private Set<TypeInsnNode> newSites(SuspensionPoint point) {
    Set<TypeInsnNode> ordered = new LinkedHashSet<>();
    for (TypeInsnNode site : point.state().uninitialized()) {
      visit(site, point, new LinkedHashSet<>(), ordered);
    }
    return ordered;
  }

  private void visit(
      TypeInsnNode site,
      SuspensionPoint point,
      Set<TypeInsnNode> under,
      Set<TypeInsnNode> ordered) {
    if (ordered.contains(site)) {
      return; // each of them needs all that are around it
    }
    if (!under.add(site)) {
      throw new UnsupportedShapeException(
          point.call(), "uninitialised objects that need each other are on the stack");
    }
    for (TypeInsnNode earlier : stateBefore(site).uninitialized()) {
      visit(earlier, point, under, ordered);
    }
    under.remove(site);
    ordered.add(site);
  }

  private FlowState stateBefore(TypeInsnNode site) {
    FlowState state = flow.stateBefore(site);
    if (state == null) {
      throw new UnsupportedShapeException(site, "an object is used whose new is never reached");
    }
    return state;
  }
}
