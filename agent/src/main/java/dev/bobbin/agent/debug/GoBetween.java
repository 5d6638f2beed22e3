package dev.bobbin.agent.debug;

import dev.bobbin.agent.remote.UnreachableException;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for debuggers, one after the other, until the JVM ends that they are to debug. */
public final class GoBetween {
  private static final String START =
      "start it with -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=PORT";

  private static final String DETACH = "detach that one, or attach it by way of this command";

  private static final int CONNECT_MILLIS = 10_000;

  /** A JVM whose debugger has left listens again, a little later. */
  private static final int TRIES = 40;

  private static final long BETWEEN_TRIES_MILLIS = 50;

  private final String host;
  private final int port;
  private final ServerSocket door;
  private final PrintStream out;

  /** The one that has no debugger yet. */
  private volatile @Nullable Session waiting;

  private GoBetween(String host, int port, ServerSocket door, PrintStream out) {
    this.host = host;
    this.port = port;
    this.door = door;
    this.out = out;
  }

  /**
   * Serves debuggers until the JVM has ended.
   *
   * @param host where the JVM is
   * @param port where it listens for a debugger
   * @param listenPort where debuggers are waited for, on this machine only
   * @throws UnreachableException if the JVM cannot be reached at the beginning, or the port is
   *     another's
   */
  public static void serve(String host, int port, int listenPort, PrintStream out)
      throws UnreachableException, InterruptedException {
    Peer first = connect(host, port);
    try (ServerSocket door = bind(listenPort)) {
      new GoBetween(host, port, door, out).serve(first);
    } catch (IOException e) {
      // It is closed all the same.
    } finally {
      first.close();
    }
  }

  private void serve(Peer first) throws InterruptedException {
    say("debugging " + host + ":" + port + ", attach debuggers to port " + door.getLocalPort());
    boolean ended = false;
    for (Peer jvm = first; jvm != null; jvm = ended ? null : connectAgain()) {
      Session session = new Session(jvm, this::jvmEnded);
      Peer debugger = nextDebugger(session);
      if (debugger == null) {
        break;
      }
      say("a debugger is attached");
      ended = session.serve(debugger);
      say("it is detached");
    }
    say("the program has ended");
  }

  private void say(String what) {
    out.println("bobbin: " + what);
    out.flush();
  }

  // === The debugger ===

  /** Null if the JVM ends before one comes. */
  private @Nullable Peer nextDebugger(Session session) {
    waiting = session;
    try {
      while (!session.jvmEnded()) {
        Peer debugger = greet(door.accept());
        if (debugger != null) {
          return debugger;
        }
      }
    } catch (IOException e) {
      // Closed below.
    } finally {
      waiting = null;
    }
    return null;
  }

  private void jvmEnded(Session ended) {
    if (waiting == ended) {
      close(door);
    }
  }

  private @Nullable Peer greet(Socket socket) {
    try {
      return Peer.debugger(socket);
    } catch (IOException e) {
      say("somebody is at the port who is no debugger: " + e.getMessage());
      close(socket);
      return null;
    }
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Then it is closed.
    }
  }

  @SuppressWarnings("AddressSelection") // as the JVM itself does: on this machine
  private static ServerSocket bind(int port) throws UnreachableException {
    try {
      return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UnreachableException(
          "port " + port + " cannot be listened at",
          e instanceof BindException ? "it is in use, or not for this user" : String.valueOf(e),
          "name another one behind the JVM's address",
          e);
    }
  }

  // === The JVM ===

  /** Null if it does not listen any more. */
  private @Nullable Peer connectAgain() throws InterruptedException {
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        return connect(host, port);
      } catch (UnreachableException e) {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
      }
    }
    return null;
  }

  private static Peer connect(String host, int port) throws UnreachableException {
    String what = host + ":" + port + " cannot be debugged";
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), CONNECT_MILLIS);
    } catch (IOException e) {
      close(socket);
      String why = reason(host, port, e);
      throw new UnreachableException(what, why, why.startsWith("a debugger") ? DETACH : START, e);
    }
    try {
      return Peer.jvm(socket);
    } catch (IOException e) {
      close(socket);
      String why = e instanceof SocketTimeoutException ? "it says nothing" : e.getMessage();
      throw new UnreachableException(
          what,
          "what listens there is no JVM that waits for a debugger: " + why,
          "take the port that the JVM printed when it started",
          e);
    }
  }

  private static String reason(String host, int port, IOException e) {
    if (e instanceof UnknownHostException) {
      return "no host is named " + host;
    }
    if (e instanceof ConnectException) {
      return DebugPort.whyClosed(host, port);
    }
    return e instanceof SocketTimeoutException ? "the host does not answer" : String.valueOf(e);
  }
}
