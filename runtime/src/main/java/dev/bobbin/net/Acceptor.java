package dev.bobbin.net;

import dev.bobbin.Promise;
import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A channel that listens, and the wait for the next connection. */
final class Acceptor implements ChannelPoller.Owner {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final ChannelPoller poller;
  private final ServerSocketChannel channel;
  private final SocketAddress address;
  private final Selection selection;
  private final WaitingLine<Arrival> line = new WaitingLine<>(this, "accept at");

  /** The last pause after an accept that failed; null when all that were there were accepted. */
  private @Nullable Duration pause;

  private boolean paused;

  private Acceptor(ChannelPoller poller, ServerSocketChannel channel) throws IOException {
    this.poller = poller;
    this.channel = channel;
    this.selection = new Selection(poller, channel, this);
    this.address = Objects.requireNonNull(channel.getLocalAddress());
  }

  static Acceptor at(
      ChannelPoller poller, SocketAddress address, AsyncServer.Configuration settings)
      throws IOException {
    var family = Addresses.family(address);
    ServerSocketChannel opened = null;
    try {
      opened = family == null ? ServerSocketChannel.open() : ServerSocketChannel.open(family);
      opened.configureBlocking(false);
      if (family == null) {
        opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      if (settings.sharesPort) {
        opened.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      opened.bind(address, settings.backlog);
      return new Acceptor(poller, opened);
    } catch (IOException | UnresolvedAddressException | AlreadyBoundException e) {
      close(opened);
      BindException told =
          new BindException("listen at " + Addresses.text(address) + ": " + Addresses.reason(e));
      told.initCause(e);
      throw told;
    } catch (RuntimeException e) {
      close(opened);
      throw e;
    }
  }

  private static void close(@Nullable ServerSocketChannel opened) throws IOException {
    if (opened != null) {
      opened.close();
    }
  }

  SocketAddress address() {
    return address;
  }

  ChannelPoller poller() {
    return poller;
  }

  // === Accepting ===

  /** Done when a connection may be there. */
  Task<Void> arrival() {
    Arrival arrival = new Arrival(line);
    if (!paused) {
      selection.want(SelectionKey.OP_ACCEPT);
    }
    return arrival;
  }

  /** The next connection; null if there is none yet, or the process can have none now. */
  @Nullable SocketChannel accept() throws ClosedChannelException {
    try {
      SocketChannel accepted = channel.accept();
      if (accepted == null) {
        pause = null;
      }
      return accepted;
    } catch (ClosedChannelException closed) {
      throw closed;
    } catch (IOException e) {
      backOff(e);
      return null;
    }
  }

  private void backOff(IOException cause) {
    if (pause == null) {
      pause = FIRST_PAUSE;
      poller.reportFailure(
          null, new IOException("accept at " + this + " failed and is tried again", cause));
    } else {
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
    selection.needNot(SelectionKey.OP_ACCEPT);
    paused = true;
    poller.eventLoop().schedule(pause, this::goOn);
  }

  private void goOn() {
    paused = false;
    wake();
  }

  @Override
  public void ready(int operations) {
    wake();
  }

  private void wake() {
    Arrival arrival = line.first();
    if (arrival == null) {
      selection.needNot(SelectionKey.OP_ACCEPT);
    } else {
      arrival.happens();
    }
  }

  private static final class Arrival extends Promise<Void> {
    Arrival(WaitingLine<?> line) {
      super(line);
    }

    void happens() {
      complete(null);
    }
  }

  // === Ending ===

  /** Accepts no more; who waits for a connection goes on. */
  void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
      if (address instanceof UnixDomainSocketAddress file) {
        Files.deleteIfExists(file.getPath());
      }
    } catch (IOException e) {
      poller.reportFailure(null, e);
    }
    poller.changed();
    wake();
  }

  @Override
  public void abandoned() {
    close();
  }

  @Override
  public String toString() {
    return Addresses.text(address);
  }
}
