package dev.bobbin.agent.debug;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * One end of a connection that speaks the protocol: the debugger or the JVM. What is sent waits in
 * a queue for a thread of its own, so that an end that does not read keeps nobody from reading it.
 */
final class Peer {
  private static final byte[] HANDSHAKE = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);

  /** The flags of what ends the queue; no packet of the protocol has them. */
  private static final int LAST = 0xFF;

  private static final int HANDSHAKE_MILLIS = 10_000;

  private final String name;
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final BlockingQueue<Packet> unsent = new LinkedBlockingQueue<>();

  private Peer(String name, Socket socket) throws IOException {
    this.name = name;
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
  }

  /** A JVM that was connected to: it answers the handshake. */
  static Peer jvm(Socket socket) throws IOException {
    Peer peer = new Peer("jvm", socket);
    socket.setSoTimeout(HANDSHAKE_MILLIS);
    peer.out.write(HANDSHAKE);
    peer.out.flush();
    peer.expectHandshake();
    socket.setSoTimeout(0);
    return peer;
  }

  /** A debugger that has connected: it begins the handshake. */
  static Peer debugger(Socket socket) throws IOException {
    Peer peer = new Peer("debugger", socket);
    socket.setSoTimeout(HANDSHAKE_MILLIS);
    peer.expectHandshake();
    peer.out.write(HANDSHAKE);
    peer.out.flush();
    socket.setSoTimeout(0);
    return peer;
  }

  private void expectHandshake() throws IOException {
    byte[] said = in.readNBytes(HANDSHAKE.length);
    if (said.length == 0) {
      throw new IOException("it closes the connection");
    }
    if (!Arrays.equals(said, HANDSHAKE)) {
      throw new IOException("it does not speak the Java debug wire protocol");
    }
  }

  /**
   * Begins to read and to send.
   *
   * @param received is called by the reading thread, for each packet; must not wait
   * @param ended is called by the reading thread, once, when nothing more will come
   */
  void start(Consumer<Packet> received, Runnable ended) {
    daemon("reader", () -> readAll(received, ended));
    daemon("writer", this::writeAll);
  }

  private void daemon(String role, Runnable work) {
    Thread thread = new Thread(work, "bobbin-debug-" + name + "-" + role);
    thread.setDaemon(true);
    thread.start();
  }

  void send(Packet packet) {
    unsent.add(packet);
  }

  /** Closes the connection once all is sent. */
  void finish() {
    unsent.add(new Packet(0, LAST, 0, new byte[0]));
  }

  private void readAll(Consumer<Packet> received, Runnable ended) {
    try {
      while (true) {
        received.accept(Packet.read(in));
      }
    } catch (IOException e) {
      // The other end is gone, or this one was closed.
    } finally {
      ended.run();
    }
  }

  private void writeAll() {
    try {
      for (Packet packet = unsent.take(); packet.flags() != LAST; packet = unsent.take()) {
        packet.write(out);
        if (unsent.isEmpty()) {
          out.flush();
        }
      }
      out.flush();
    } catch (IOException e) {
      // The reader finds out, too.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    } finally {
      close();
    }
  }

  /** Closes it now. */
  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Then it is closed.
    }
  }
}
