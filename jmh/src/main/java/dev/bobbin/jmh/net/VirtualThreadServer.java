package dev.bobbin.jmh.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;

/** A virtual thread a connection, on one carrier; JDK 21 and newer. */
final class VirtualThreadServer implements Server {

  private static final int BACKLOG = 1024;
  private static final int SIZE = 8 * 1024;

  /** What the JVM is to be started with. */
  static final String[] OPTIONS = {
    "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1"
  };

  @Override
  public void serve(boolean http, IntConsumer listening) throws Exception {
    // By reflection, since this is compiled for JDK 17.
    ExecutorService threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try (ServerSocket acceptor = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
      listening.accept(acceptor.getLocalPort());
      threads.submit(() -> accept(acceptor, http, threads)).get();
    }
  }

  private static Void accept(ServerSocket acceptor, boolean http, ExecutorService threads)
      throws IOException {
    while (true) {
      Socket socket = acceptor.accept();
      threads.execute(() -> handle(socket, http));
    }
  }

  private static void handle(Socket socket, boolean http) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      byte[] bytes = new byte[SIZE];
      Hello hello = new Hello();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        if (http) {
          ByteBuffer buffer = ByteBuffer.wrap(bytes).limit(n);
          n = hello.answer(buffer) ? buffer.limit() : 0;
        }
        out.write(bytes, 0, n);
      }
    } catch (IOException broken) {
      // the connection is over
    }
  }
}
