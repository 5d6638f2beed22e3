package dev.bobbin.net;

import dev.bobbin.EventLoop;
import dev.bobbin.Poller;
import dev.bobbin.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The selector of a loop, and the buffers that its channels share. */
final class ChannelPoller extends Poller {

  /** Who has a channel. Called on the loop's thread, between tasks. */
  interface Owner {

    /** The channel is ready; it must not throw, nor run code of a user. */
    void ready(int operations);

    /** The loop is closed: the channel goes with it. */
    void abandoned();
  }

  /** More than this at once costs more a byte than it spares in calls. */
  static final int PIECE = 64 * 1024;

  private final Selector selector;
  private final @Nullable HostedSelect hosted;
  private final Outbox outbox = new Outbox();
  private @Nullable ByteBuffer scratch;
  private @Nullable TlsBuffers tlsBuffers;

  private ChannelPoller() {
    try {
      // The JDK's own classes need file descriptors to be initialised, and where they first get
      // none, no socket can be written or closed any more: so they are used while there are some.
      SocketChannel.open().close();
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("the loop cannot get a selector for its channels", e);
    }
    hosted = isHosted() ? new HostedSelect(selector, this::requestTurn) : null;
  }

  /**
   * That of the loop which runs on this thread.
   *
   * @throws IllegalStateException if none does
   */
  static ChannelPoller current() {
    return (ChannelPoller) Poller.current(ChannelPoller::new);
  }

  SelectionKey register(SelectableChannel channel, int operations, Owner owner)
      throws ClosedChannelException {
    SelectionKey key = channel.register(selector, operations, owner);
    changed(); // not before: who selects might have begun anew without the key
    return key;
  }

  /** What keys are interested in has changed: who selects for a host begins anew. */
  void changed() {
    if (hosted != null) {
      hosted.changed();
    }
  }

  /** For bytes that are copied somewhere else at once. */
  ByteBuffer scratch() {
    if (scratch == null) {
      scratch = ByteBuffer.allocateDirect(PIECE);
    }
    return scratch.clear();
  }

  TlsBuffers tlsBuffers() {
    if (tlsBuffers == null) {
      tlsBuffers = new TlsBuffers();
    }
    return tlsBuffers;
  }

  Outbox outbox() {
    return outbox;
  }

  EventLoop eventLoop() {
    return loop();
  }

  void reportFailure(@Nullable Task<?> task, Throwable failure) {
    report(task, failure);
  }

  // === For the loop ===

  @Override
  protected boolean poll() {
    if (hosted == null) {
      return select(-1);
    }
    if (!hosted.hasFound()) {
      return false;
    }
    boolean any = select(-1);
    hosted.goOn();
    return any;
  }

  @Override
  protected void await(long nanos) {
    // Never early by rounding: a timer that is not due yet would make the loop spin.
    select(nanos == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
  }

  /** With a limit in milliseconds; 0 is none, negative not to wait. */
  private boolean select(long millis) {
    try {
      return 0
          < (millis < 0
              ? selector.selectNow(ChannelPoller::ready)
              : selector.select(ChannelPoller::ready, millis));
    } catch (IOException e) {
      throw new UncheckedIOException("the loop cannot wait for its channels", e);
    }
  }

  private static void ready(SelectionKey key) {
    try {
      ((Owner) key.attachment()).ready(key.readyOps());
    } catch (CancelledKeyException closedMeanwhile) {
      // by the owner of a channel that was ready before it
    }
  }

  @Override
  protected void wakeUp() {
    selector.wakeup();
  }

  @Override
  protected boolean isWaiting() {
    for (SelectionKey key : selector.keys()) {
      if (key.isValid() && key.interestOps() != 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected void turnEnds() {
    outbox.send();
  }

  @Override
  protected void close() {
    outbox.send();
    for (SelectionKey key : List.copyOf(selector.keys())) {
      ((Owner) key.attachment()).abandoned();
    }
    if (hosted != null) {
      hosted.end();
    }
    try {
      selector.close();
    } catch (IOException e) {
      report(null, e);
    }
  }
}
