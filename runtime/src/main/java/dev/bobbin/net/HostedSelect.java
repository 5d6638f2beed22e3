package dev.bobbin.net;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;
import java.util.concurrent.Semaphore;

/**
 * Waits for the channels of a hosted loop, whose own thread must not wait: when one is ready it
 * asks the host for a turn, and waits until that has looked.
 */
final class HostedSelect {

  private final Selector selector;
  private final Runnable requestTurn;
  private final Semaphore looked = new Semaphore(0);
  private final Thread thread;
  private volatile boolean found;
  private volatile boolean ended;

  HostedSelect(Selector selector, Runnable requestTurn) {
    this.selector = selector;
    this.requestTurn = requestTurn;
    this.thread = new Thread(this::run, "bobbin-host-select");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!ended) {
        // Nothing is taken from it here: the keys that are ready stay so for the loop's thread.
        if (selector.select() > 0) {
          found = true;
          requestTurn.run();
          looked.acquireUninterruptibly();
        }
      }
    } catch (IOException | ClosedSelectorException e) {
      if (!ended) {
        found = true; // the loop's own select gets to see it
        requestTurn.run();
      }
    }
  }

  /** Whether the loop is to look; from then on until {@link #goOn} nobody else does. */
  boolean hasFound() {
    return found;
  }

  void goOn() {
    found = false;
    selector.selectedKeys().clear();
    looked.release();
  }

  void changed() {
    selector.wakeup();
  }

  void end() {
    ended = true;
    selector.wakeup();
    looked.release();
  }
}
