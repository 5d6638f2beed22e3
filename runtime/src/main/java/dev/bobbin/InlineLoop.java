package dev.bobbin;

/**
 * A loop without a thread or turns of its own: what is put on it runs inside of the call that asks
 * for it, on whatever thread that is, which may be running another loop just now. Public only
 * because generators, which are in another package, run on it; not for users.
 *
 * @hidden
 */
public final class InlineLoop {

  private final LoopCore core = EventLoop.builder().name("generator").build().core();

  public InlineLoop() {}

  /** Runs the code as a callback, and then all that became ready by it. */
  public void run(Runnable code) {
    LoopCore outer = CurrentLoop.set(null);
    core.thread.attach();
    try {
      core.readyQueue.add(code);
      while (core.turn(0) > 0) {
        // until all of it waits for the next call
      }
    } finally {
      core.thread.detach();
      if (outer != null) {
        CurrentLoop.set(outer);
      }
    }
  }

  /** What its tasks wait for. */
  public TaskDump dump() {
    return core.eventLoop.dump();
  }
}
