package dev.bobbin.jmh.net;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;

import dev.bobbin.Async;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncServer;
import dev.bobbin.net.AsyncSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/** Async methods that share a buffer: no connection holds one while it waits. */
final class BobbinServer implements Server {

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  @Override
  public void serve(boolean http, IntConsumer listening) {
    listen(http ? this::hello : this::echo, listening);
  }

  static void listen(AsyncFunction<AsyncSocket, Void> handler, IntConsumer listening) {
    run(
        () -> {
          var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
          try (AsyncServer server = await(AsyncServer.listen(anyPort, handler))) {
            listening.accept(((InetSocketAddress) server.localAddress()).getPort());
            return Task.of(await(server.closed()));
          }
        });
  }

  @Async
  private Task<Void> echo(AsyncSocket socket) {
    while (true) {
      await(socket.readable());
      if (await(socket.read(buffer.clear())) < 0) {
        return Task.done();
      }
      await(socket.write(buffer.flip()));
    }
  }

  @Async
  private Task<Void> hello(AsyncSocket socket) {
    Hello hello = new Hello();
    while (true) {
      await(socket.readable());
      if (await(socket.read(buffer.clear())) < 0) {
        return Task.done();
      }
      if (hello.answer(buffer.flip())) {
        await(socket.write(buffer));
      }
    }
  }
}
