package dev.bobbin.weave.model;

import java.util.List;
import java.util.stream.Stream;

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
    return Stream.concat(
            points.stream().map(SuspensionPoint::label),
            onward.stream().flatMap(through -> through.next().labels().stream()))
        .sorted()
        .toList();
  }
}
