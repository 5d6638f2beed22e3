package dev.bobbin.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A thread of a pool, and the child process that it keeps for the calls it runs. */
final class Worker extends Thread {

  private final ChildCommand command;

  // Confined to this thread.
  private @Nullable Child child;

  Worker(Runnable work, String name, ChildCommand command) {
    super(work, name);
    this.command = command;
    setDaemon(true);
  }

  static Worker current() {
    return (Worker) Thread.currentThread();
  }

  /** Runs a call in the child, which is started first if there is none. */
  @Nullable Object call(Request request) throws Exception {
    Child running = child;
    if (running == null || !running.isAlive()) {
      running = command.start(getName());
      child = running;
    }
    Reply reply;
    try {
      reply = running.exchange(request);
    } catch (InterruptedException | IOException | Error broken) {
      child = null;
      running.destroy();
      if (broken instanceof IOException) {
        throw running.died(request, broken);
      }
      throw broken;
    }
    return reply.open(command.inputFilter(), request.loader());
  }

  @Override
  public void run() {
    try {
      super.run();
    } finally {
      if (child != null) {
        child.end();
      }
    }
  }
}
