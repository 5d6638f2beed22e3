package dev.bobbin.net;

import dev.bobbin.Promise;
import dev.bobbin.Task;
import dev.bobbin.TimerHandle;
import dev.bobbin.WaitingLine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The race of the connections to several addresses; cancelling it gives all of them up. */
final class Attempts extends Promise<AsyncSocket> {

  /** RFC 8305, section 8: Connection Attempt Delay. */
  static final Duration DELAY = Duration.ofMillis(250);

  private final ChannelPoller poller;
  private final Queue<SocketAddress> left;
  private final List<Attempt> running = new ArrayList<>();
  private @Nullable TimerHandle next;
  private @Nullable IOException failure;

  private Attempts(ChannelPoller poller, SocketAddress target, List<SocketAddress> addresses) {
    super(new WaitingLine<>(Addresses.text(target), "connect to"));
    this.poller = poller;
    this.left = new ArrayDeque<>(addresses);
  }

  static Task<AsyncSocket> start(
      ChannelPoller poller, SocketAddress target, List<SocketAddress> addresses) {
    Attempts attempts = new Attempts(poller, target, addresses);
    attempts.begin();
    return attempts;
  }

  /** Begins with the next address, and, when that has had its time, with the one behind. */
  private void begin() {
    stopTimer();
    SocketAddress address = left.poll();
    if (address == null) {
      if (running.isEmpty() && failure != null) {
        fail(failure);
      }
      return;
    }
    if (!left.isEmpty()) {
      next = poller.eventLoop().schedule(DELAY, this::begin);
    }
    new Attempt(address).connect();
  }

  private void stopTimer() {
    if (next != null) {
      next.cancel();
      next = null;
    }
  }

  private void won(Attempt attempt) {
    running.remove(attempt);
    attempt.deselect();
    end();
    try {
      complete(new AsyncSocket(poller, attempt.channel()));
    } catch (IOException e) {
      attempt.close();
      fail(attempt.refused(e));
    }
  }

  private void lost(Attempt attempt, Exception cause) {
    running.remove(attempt);
    attempt.close();
    IOException told = attempt.refused(cause);
    if (failure == null) {
      failure = told;
    } else {
      failure.addSuppressed(told);
    }
    begin();
  }

  private void end() {
    stopTimer();
    left.clear();
    running.forEach(Attempt::close);
    running.clear();
  }

  @Override
  protected void withdraw(CancellationException cancellation) {
    end();
    super.withdraw(cancellation);
  }

  /** One address. */
  private final class Attempt implements ChannelPoller.Owner {

    private final SocketAddress address;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;

    Attempt(SocketAddress address) {
      this.address = address;
    }

    SocketChannel channel() {
      if (channel == null) {
        throw new IllegalStateException("not begun");
      }
      return channel;
    }

    void connect() {
      running.add(this);
      try {
        var family = Addresses.family(address);
        SocketChannel opened = family == null ? SocketChannel.open() : SocketChannel.open(family);
        channel = opened;
        opened.configureBlocking(false);
        if (opened.connect(address)) {
          won(this);
        } else {
          key = poller.register(opened, SelectionKey.OP_CONNECT, this);
        }
      } catch (IOException
          | UnresolvedAddressException
          | UnsupportedAddressTypeException
          | SecurityException e) {
        lost(this, e);
      }
    }

    /** It is connected; its socket asks for what it needs. */
    void deselect() {
      if (key != null) {
        key.interestOps(0);
      }
    }

    @Override
    public void ready(int operations) {
      try {
        if (channel().finishConnect()) {
          won(this);
        }
      } catch (IOException e) {
        lost(this, e);
      }
    }

    @Override
    public void abandoned() {
      close();
    }

    IOException refused(Exception cause) {
      ConnectException told =
          new ConnectException("connect to " + Addresses.text(address) + ": " + cause.getMessage());
      told.initCause(cause);
      return told;
    }

    void close() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        poller.reportFailure(null, e);
      }
    }
  }
}
