package dev.bobbin;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Forks that a group has cancelled may take their time, but not for ever: after half of the loop's
 * grace time they are cancelled again, and those that are left after all of it are reported.
 */
final class GroupPatience {

  private final GroupScope<?, ?> group;
  private final GroupForks forks;
  private @Nullable Callback timer;

  GroupPatience(GroupScope<?, ?> group, GroupForks forks) {
    this.group = group;
    this.forks = forks;
  }

  void begin() {
    Duration grace = group.loop.settings.shutdownGrace();
    Duration half = grace.dividedBy(2);
    if (forks.size() > 0 && !half.isZero() && !half.isNegative()) {
      schedule(half, () -> halfIsOver(grace, grace.minus(half)));
    }
  }

  void end() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void halfIsOver(Duration grace, Duration rest) {
    forks.cancel(group, group.reason() + ", and it did not end within half of the grace time");
    schedule(rest, () -> report(grace));
  }

  private void report(Duration grace) {
    timer = null;
    forks.forEach(
        fork ->
            group.loop.report(
                fork,
                new IllegalStateException(
                    fork
                        + " did not end within "
                        + grace
                        + " after it was cancelled, and its group goes on waiting for it")));
  }

  private void schedule(Duration delay, Runnable code) {
    timer = new Callback(group.loop, code);
    group.loop.addTimer(delay, timer);
  }
}
