package dev.bobbin.net;

import dev.bobbin.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * What the two directions of a socket have in common: the channel, what is asked of the selector,
 * the change to TLS, and the end.
 */
final class Connection implements ChannelPoller.Owner {

  static final int READING = SelectionKey.OP_READ;
  static final int WRITING = SelectionKey.OP_WRITE;

  private final ChannelPoller poller;
  private final SocketChannel channel;
  private final @Nullable SocketAddress remote;
  private final SocketInput input;
  private final SocketOutput output;
  private final Selection selection;

  /** Null for bytes as they are. */
  private @Nullable TlsWire tls;

  private boolean open = true;
  private @Nullable Task<Void> closing;

  Connection(ChannelPoller poller, SocketChannel channel) throws IOException {
    this.poller = poller;
    this.channel = channel;
    this.remote = channel.getRemoteAddress();
    channel.configureBlocking(false);
    if (remote instanceof InetSocketAddress) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true); // writes are gathered here
    }
    Wire wire = new PlainWire(channel);
    this.input = new SocketInput(this, wire);
    this.output = new SocketOutput(this, wire, poller.outbox());
    this.selection = new Selection(poller, channel, this);
  }

  ChannelPoller poller() {
    return poller;
  }

  SocketChannel channel() {
    return channel;
  }

  @Nullable SocketAddress remote() {
    return remote;
  }

  SocketInput input() {
    return input;
  }

  SocketOutput output() {
    return output;
  }

  boolean isOpen() {
    return open;
  }

  // === The selector ===

  /** Asks the selector for an operation; false if the channel is closed. */
  boolean want(int operation) {
    return selection.want(operation);
  }

  @Override
  public void ready(int operations) {
    if (tls != null) {
      stir();
      return;
    }
    if ((operations & WRITING) != 0 && output.ready()) {
      selection.needNot(WRITING);
    }
    if ((operations & READING) != 0 && !input.ready()) {
      selection.needNot(READING); // only now: who reads again and again needs no change of it
    }
  }

  @Override
  public void abandoned() {
    shut();
  }

  // === TLS ===

  /** See {@link AsyncSocket#startTls}. */
  Task<Void> startTls(Tls settings, SSLEngine engine) {
    if (tls != null) {
      throw new IllegalStateException("startTls: " + this + " speaks TLS already");
    }
    if (!open || !output.hold()) {
      return Task.failed(broken("TLS handshake with", null));
    }
    TlsWire next = new TlsWire(this, engine);
    Task<Void> handshake = input.secure(next, settings);
    tls = next;
    stir();
    return handshake;
  }

  @Nullable TlsWire tls() {
    return tls;
  }

  /** What either direction waited for may be there. */
  void stir() {
    TlsWire wire = Objects.requireNonNull(tls);
    output.ready();
    boolean reads = input.ready() && !wire.isStalled();
    require(READING, reads && !wire.isComputing());
    require(WRITING, output.isWaiting() && !wire.isComputing());
  }

  private void require(int operation, boolean wanted) {
    if (wanted) {
      selection.want(operation);
    } else {
      selection.needNot(operation);
    }
  }

  /** Speaks TLS from now on, if nothing is left to be sent as it is. */
  boolean switchTo(TlsWire next) throws IOException {
    if (output.isWaiting()) {
      return false;
    }
    output.switchTo(next);
    next.begin(input.switchTo(next));
    return true;
  }

  /** The handshake is over. */
  void secured() {
    output.open();
    input.mayHaveMore();
  }

  // === The end ===

  /** See {@link AsyncSocket#closeAsync}. */
  Task<Void> close() {
    if (closing == null) {
      open = false;
      input.close();
      closing = SocketClosing.of(this, output);
    }
    return closing;
  }

  /** See {@link AsyncSocket#abort}. */
  void abort() {
    if (channel.isOpen()) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException | UnsupportedOperationException noReset) {
        // a Unix domain socket, or one that is broken already: closing it is all there is
      }
      shut();
    }
  }

  /** Lets go of the channel. */
  void shut() {
    open = false;
    if (closing == null) {
      closing = Task.done();
    }
    if (tls != null) {
      tls.release();
    }
    try {
      channel.close();
    } catch (IOException e) {
      poller.reportFailure(null, e);
    }
    input.close();
    output.close();
    poller.changed();
  }

  /** Closes it, and tells both directions why. */
  void breaks(String what, IOException cause) {
    input.fail(broken(what, cause));
    shut();
  }

  /** Whether it is the exception that this connection broke with. */
  boolean brokeWith(Throwable thrown) {
    return input.brokeWith(thrown) || output.brokeWith(thrown);
  }

  /** What a user is told who tried to do something. */
  SocketException broken(String what, @Nullable IOException cause) {
    String why =
        cause != null ? cause.getMessage() : open ? "the output is shut down" : "it is closed";
    SocketException told = new SocketException(what + " " + this + ": " + why);
    if (cause != null) {
      told.initCause(cause);
    }
    return told;
  }

  /** As users know it. */
  @Override
  public String toString() {
    return "AsyncSocket[" + Addresses.text(remote) + (open ? "]" : ", closed]");
  }
}
