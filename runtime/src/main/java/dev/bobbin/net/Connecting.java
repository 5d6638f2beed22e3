package dev.bobbin.net;

import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Looks a name up, then connects to its addresses. */
final class Connecting extends Routine<AsyncSocket> {

  private final InetSocketAddress named;

  private Connecting(InetSocketAddress named) {
    super("AsyncSocket.connect");
    this.named = named;
  }

  static Task<AsyncSocket> to(SocketAddress address) {
    ChannelPoller poller = ChannelPoller.current();
    return address instanceof InetSocketAddress named && named.isUnresolved()
        ? new Connecting(named).begin()
        : Attempts.start(poller, address, List.of(address));
  }

  @Override
  protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
    if (arrived == null) {
      return await(Bobbin.blocking(() -> InetAddress.getAllByName(named.getHostString())), 1);
    }
    List<SocketAddress> addresses = new ArrayList<>();
    for (InetAddress address : inTurn((InetAddress[]) arrived)) {
      addresses.add(new InetSocketAddress(address, named.getPort()));
    }
    return Attempts.start(ChannelPoller.current(), named, addresses);
  }

  /** Both families alternate, that of the system's first choice first (RFC 8305, section 4). */
  static List<InetAddress> inTurn(InetAddress... found) {
    Queue<InetAddress> first = new ArrayDeque<>();
    Queue<InetAddress> second = new ArrayDeque<>();
    for (InetAddress address : found) {
      boolean sameFamily = address instanceof Inet6Address == (found[0] instanceof Inet6Address);
      (sameFamily ? first : second).add(address);
    }
    List<InetAddress> ordered = new ArrayList<>(found.length);
    while (!first.isEmpty() || !second.isEmpty()) {
      addNext(first, ordered);
      addNext(second, ordered);
    }
    return ordered;
  }

  private static void addNext(Queue<InetAddress> from, List<InetAddress> to) {
    InetAddress next = from.poll();
    if (next != null) {
      to.add(next);
    }
  }
}
