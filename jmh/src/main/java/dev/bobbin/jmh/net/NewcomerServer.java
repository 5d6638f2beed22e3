package dev.bobbin.jmh.net;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/** Async methods as one writes them first: each connection has a buffer. */
final class NewcomerServer implements Server {

  private static final int SIZE = 8 * 1024;

  @Override
  public void serve(boolean http, IntConsumer listening) {
    BobbinServer.listen(http ? this::hello : this::echo, listening);
  }

  @Async
  private Task<Void> echo(AsyncSocket socket) {
    ByteBuffer buffer = ByteBuffer.allocate(SIZE);
    while (await(socket.read(buffer.clear())) >= 0) {
      await(socket.write(buffer.flip()));
    }
    return Task.done();
  }

  @Async
  private Task<Void> hello(AsyncSocket socket) {
    ByteBuffer buffer = ByteBuffer.allocate(SIZE);
    Hello hello = new Hello();
    while (await(socket.read(buffer.clear())) >= 0) {
      if (hello.answer(buffer.flip())) {
        await(socket.write(buffer));
      }
    }
    return Task.done();
  }
}
