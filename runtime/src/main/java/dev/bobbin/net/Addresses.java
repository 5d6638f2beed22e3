package dev.bobbin.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the kinds of addresses mean. */
final class Addresses {

  private Addresses() {}

  static boolean isUnix(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress;
  }

  /** Of a stream socket; null for that of the system, which speaks IPv6 and IPv4. */
  static @Nullable ProtocolFamily family(SocketAddress address) {
    if (isUnix(address)) {
      return StandardProtocolFamily.UNIX;
    }
    if (address instanceof InetSocketAddress) {
      return null;
    }
    throw new IllegalArgumentException(
        "address is a "
            + address.getClass().getName()
            + ": a stream socket needs an InetSocketAddress or a UnixDomainSocketAddress");
  }

  static SocketAddress local(NetworkChannel channel) {
    try {
      return Objects.requireNonNull(channel.getLocalAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("the local address of a closed channel is not known", e);
    }
  }

  /** Why an address cannot be had. */
  static String reason(Exception e) {
    return e instanceof UnresolvedAddressException
        ? "the address is not resolved"
        : String.valueOf(e.getMessage());
  }

  /** For people. */
  static String text(@Nullable SocketAddress address) {
    String text = address == null ? "?" : address.toString();
    return text.isEmpty() ? "unnamed" : text;
  }
}
