package dev.bobbin.sync;

import dev.bobbin.AsyncCallable;
import dev.bobbin.EventLoop;
import dev.bobbin.TimerHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** That time is over. */
final class TimeChoice<R> implements Choice<R> {

  private final Duration delay;
  private final AsyncCallable<R> then;
  private @Nullable TimerHandle timer;

  TimeChoice(Duration delay, AsyncCallable<R> then) {
    this.delay = delay;
    this.then = then;
  }

  @Override
  public @Nullable AsyncCallable<R> now() {
    return delay.isZero() || delay.isNegative() ? then : null;
  }

  @Override
  public void enter(Race<R> race) {
    timer = EventLoop.current().schedule(delay, () -> race.won(then));
  }

  @Override
  public void leave() {
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  public String toString() {
    return "end of " + delay;
  }
}
