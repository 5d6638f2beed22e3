package dev.bobbin;

/** A callback that is to run later; see {@link EventLoop#schedule}. */
public interface TimerHandle {

  /**
   * Removes the callback if it has not started. May be called from any thread.
   *
   * @return whether it will not run because of this call; always true from another thread while the
   *     callback has not started, as far as that thread can know
   */
  boolean cancel();
}
