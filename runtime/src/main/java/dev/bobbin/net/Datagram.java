package dev.bobbin.net;

import java.net.SocketAddress;

/**
 * A packet that was received.
 *
 * @param bytes its contents, which are the receiver's
 * @param from whose it was
 */
@SuppressWarnings("ArrayRecordComponent") // a packet is compared with no other one
public record Datagram(byte[] bytes, SocketAddress from) {}
