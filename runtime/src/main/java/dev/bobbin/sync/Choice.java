package dev.bobbin.sync;

import dev.bobbin.AsyncCallable;
import org.jspecify.annotations.Nullable;

/** One of the things that a {@link Select} waits for. */
interface Choice<R> {

  /** If it can happen now it does, and this is what follows; otherwise null. */
  @Nullable AsyncCallable<R> now();

  /** Begins to wait; {@link Race#won} is called when it happens. */
  void enter(Race<R> race);

  /** Waits no longer, at once. */
  void leave();
}
