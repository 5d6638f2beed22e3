package dev.bobbin.weave.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a resumption goes on from one place: to suspension points at once, or by further stops. The
 * root stands at the method's start.
 */
public record Dispatch(List<SuspensionPoint> points, List<Through> onward) {

  public Dispatch {
    points = List.copyOf(points);
    onward = List.copyOf(onward);
  }

  /** A stop, and where it goes on from there. */
  public record Through(Stop stop, Dispatch next) {}

  public boolean hasStops() {
    return !onward.isEmpty();
  }

  /** The labels of all suspension points that are reached by here, in ascending order. */
  public List<Integer> labels() {
    List<Integer> labels = new ArrayList<>();
    for (SuspensionPoint point : points) {
      labels.add(point.label());
    }
    for (Through through : onward) {
      labels.addAll(through.next().labels());
    }
    Collections.sort(labels);
    return labels;
  }
}
