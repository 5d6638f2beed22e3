package dev.bobbin.net;

import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives packets over UDP: the counterpart of asyncio's {@code
 * create_datagram_endpoint}. UDP may lose packets, double them and change their order; this adds
 * nothing to that.
 *
 * <pre>{@code
 * try (var endpoint = await(AsyncDatagram.bind(new InetSocketAddress(5000)))) {
 *   Datagram packet = await(endpoint.receive());
 *   await(endpoint.send(ByteBuffer.wrap(packet.bytes()), packet.from()));
 * }
 * }</pre>
 *
 * <p>Any number of tasks may receive, each gets a packet of its own, first come, first served; one
 * that is cancelled before has taken none. It belongs to the loop on whose thread it was made, and
 * is used there; it is closed with that loop at the latest.
 */
public final class AsyncDatagram implements AsyncCloseable {

  private final ChannelPoller poller;
  private final DatagramChannel channel;
  private final SocketAddress local;
  private final Selection selection;
  private final WaitingLine<DatagramWait<?>> receivers = new WaitingLine<>(this, "receive from");
  private final WaitingLine<DatagramWait<?>> senders = new WaitingLine<>(this, "send from");

  /** The selector said so, and nobody has received since. */
  private boolean mayReceive;

  private AsyncDatagram(ChannelPoller poller, DatagramChannel channel) throws IOException {
    this.poller = poller;
    this.channel = channel;
    this.local = Objects.requireNonNull(channel.getLocalAddress());
    this.selection = new Selection(poller, channel, new Selected());
  }

  // === Making ===

  /**
   * For packets from and to anybody.
   *
   * @param address of this end; port 0 for any that is free
   * @return fails with {@link BindException} if the address cannot be had
   * @throws IllegalStateException if no loop runs on this thread
   */
  public static Task<AsyncDatagram> bind(InetSocketAddress address) {
    return open(Objects.requireNonNull(address, "address"), null);
  }

  /**
   * For packets from and to one peer, at any address of this end. Packets of others are dropped,
   * and if the peer says that it has nobody there, receiving fails with {@link
   * java.net.PortUnreachableException}.
   *
   * @param peer resolved: {@code new InetSocketAddress("name", port)} looks up, and blocks
   * @return fails with {@link SocketException} if there is no way to the peer
   * @throws IllegalStateException if no loop runs on this thread
   */
  public static Task<AsyncDatagram> connect(InetSocketAddress peer) {
    return open(null, Objects.requireNonNull(peer, "peer"));
  }

  private static Task<AsyncDatagram> open(
      @Nullable InetSocketAddress address, @Nullable InetSocketAddress peer) {
    ChannelPoller poller = ChannelPoller.current();
    DatagramChannel opened = null;
    try {
      opened = DatagramChannel.open(family(peer == null ? address : peer));
      opened.configureBlocking(false);
      if (peer == null) {
        opened.bind(address);
      } else {
        opened.connect(peer);
      }
      return Task.of(new AsyncDatagram(poller, opened));
    } catch (IOException | UnresolvedAddressException e) {
      close(poller, opened);
      String why = ": " + Addresses.reason(e);
      SocketException told =
          peer == null
              ? new BindException("bind to " + address + why)
              : new SocketException("connect to " + peer + why);
      told.initCause(e);
      return Task.failed(told);
    }
  }

  /** Multicast works only where the channel is of the group's own family. */
  private static ProtocolFamily family(@Nullable InetSocketAddress address) {
    return address != null && address.getAddress() instanceof java.net.Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }

  private static void close(ChannelPoller poller, @Nullable DatagramChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      poller.reportFailure(null, e);
    }
  }

  // === Packets ===

  /**
   * Receives a packet.
   *
   * @return fails with {@link SocketException} if this is closed, or with what the network said
   */
  public Task<Datagram> receive() {
    return begin(receivers, SelectionKey.OP_READ, new DatagramWait.Receive(receivers, this));
  }

  /**
   * Receives a packet into a buffer; what does not fit is lost.
   *
   * @return whose packet it was; it fails as {@link #receive()} does
   */
  public Task<SocketAddress> receive(ByteBuffer into) {
    Objects.requireNonNull(into, "into");
    return begin(
        receivers, SelectionKey.OP_READ, new DatagramWait.ReceiveInto(receivers, this, into));
  }

  /**
   * Sends a packet, at once unless the network is busy: then behind those that wait already. A
   * cancelled send that waits sends nothing.
   *
   * @param packet left as it is until the task is done
   * @return fails with {@link SocketException} if this is closed, if the packet is too long, or
   *     with what else the network said
   */
  public Task<Void> send(ByteBuffer packet, SocketAddress to) {
    Objects.requireNonNull(packet, "packet");
    Objects.requireNonNull(to, "to");
    return begin(senders, SelectionKey.OP_WRITE, new DatagramWait.Send(senders, this, packet, to));
  }

  /**
   * Sends a packet to the peer.
   *
   * @throws java.nio.channels.NotYetConnectedException if this has none: use {@link #connect}
   * @see #send(ByteBuffer, SocketAddress)
   */
  public Task<Void> send(ByteBuffer packet) {
    Objects.requireNonNull(packet, "packet");
    if (channel.isOpen() && !channel.isConnected()) {
      throw new java.nio.channels.NotYetConnectedException();
    }
    return begin(
        senders, SelectionKey.OP_WRITE, new DatagramWait.Send(senders, this, packet, null));
  }

  private <T> Task<T> begin(WaitingLine<?> line, int operation, DatagramWait<T> wait) {
    line.enter();
    boolean first = line.first() == wait;
    if (!channel.isOpen()) {
      wait.refuse(broken(wait.verb(), null));
    } else if (first && (operation == SelectionKey.OP_WRITE || mayReceive)) {
      mayReceive = false;
      wait.attempt();
    }
    if (!wait.isDone()) {
      selection.want(operation);
    }
    return wait;
  }

  DatagramChannel channel() {
    return channel;
  }

  ChannelPoller poller() {
    return poller;
  }

  SocketException broken(String verb, @Nullable IOException cause) {
    SocketException told =
        new SocketException(
            verb + " " + this + ": " + (cause == null ? "it is closed" : cause.getMessage()));
    if (cause != null) {
      told.initCause(cause);
    }
    return told;
  }

  // === Multicast, options ===

  /**
   * Receives the packets of a multicast group as well.
   *
   * @return to leave the group with {@link MembershipKey#drop}
   * @throws IOException if the operating system refuses, or this is closed
   */
  public MembershipKey join(InetAddress group, NetworkInterface on) throws IOException {
    return channel.join(group, on);
  }

  /**
   * Sets an option of the channel, such as {@link java.net.StandardSocketOptions#SO_BROADCAST}.
   *
   * @throws IOException if this is closed or the operating system refuses
   */
  public <V> AsyncDatagram setOption(SocketOption<V> option, V value) throws IOException {
    channel.setOption(option, value);
    return this;
  }

  /**
   * An option of the channel.
   *
   * @throws IOException if this is closed
   */
  public <V> V getOption(SocketOption<V> option) throws IOException {
    return channel.getOption(option);
  }

  /** This end's address, with the port that it got. */
  public SocketAddress localAddress() {
    return local;
  }

  /** Whether {@link #closeAsync} has not been called. */
  public boolean isOpen() {
    return channel.isOpen();
  }

  // === Closing ===

  /** Closes it; who waits fails with {@link SocketException}. It is done at once. */
  @Override
  public Task<Void> closeAsync() {
    if (channel.isOpen()) {
      close(poller, channel);
      poller.changed();
      refuseAll(receivers);
      refuseAll(senders);
    }
    return Task.done();
  }

  private void refuseAll(WaitingLine<DatagramWait<?>> line) {
    for (DatagramWait<?> next = line.first(); next != null; next = line.first()) {
      next.refuse(broken(next.verb(), null));
    }
  }

  /** Called by the selector, of which users know nothing. */
  private final class Selected implements ChannelPoller.Owner {
    @Override
    public void ready(int operations) {
      if ((operations & SelectionKey.OP_READ) != 0) {
        mayReceive = receivers.isEmpty();
        if (mayReceive || serve(receivers)) {
          selection.needNot(SelectionKey.OP_READ);
        }
      }
      if ((operations & SelectionKey.OP_WRITE) != 0 && serve(senders)) {
        selection.needNot(SelectionKey.OP_WRITE);
      }
    }

    /** Whether nobody waits any more. */
    private boolean serve(WaitingLine<DatagramWait<?>> line) {
      for (DatagramWait<?> next = line.first(); next != null; next = line.first()) {
        next.attempt();
        if (!next.isDone()) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void abandoned() {
      closeAsync();
    }
  }

  @Override
  public String toString() {
    return "AsyncDatagram[" + Addresses.text(local) + (isOpen() ? "]" : ", closed]");
  }
}
