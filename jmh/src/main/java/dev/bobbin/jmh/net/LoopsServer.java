package dev.bobbin.jmh.net;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncServer;
import dev.bobbin.net.AsyncSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Echoes on several loops, with some work for each message. One thread each, and nothing shared: a
 * connection stays where it was accepted, or handed over to.
 */
final class LoopsServer implements Server {

  /** How connections get to the loops. */
  enum Way {
    ONE,
    SHARED_PORT,
    HANDED_OVER
  }

  /** About 50 microseconds of work. */
  private static final int WORK = 64;

  private static final byte[] DATA = new byte[64 * 1024];

  private final Way way;

  LoopsServer(String way) {
    this.way = Way.valueOf(way);
  }

  @Override
  public void serve(boolean http, IntConsumer listening) {
    int cores = Runtime.getRuntime().availableProcessors();
    List<EventLoop> loops =
        Stream.generate(() -> EventLoop.create().start())
            .limit(way == Way.ONE ? 1 : cores)
            .toList();
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    EventLoop first = loops.get(0);
    AsyncServer server = first.fork(() -> listen(anyPort, loops)).join();
    InetSocketAddress address = (InetSocketAddress) server.localAddress();
    if (way == Way.SHARED_PORT) {
      loops.stream().skip(1).forEach(other -> other.fork(() -> listen(address, loops)).join());
    }
    listening.accept(address.getPort());
    first.fork(server::closed).join();
  }

  private Task<AsyncServer> listen(InetSocketAddress address, List<EventLoop> loops) {
    return AsyncServer.listen(
        address,
        LoopsServer::echo,
        settings ->
            switch (way) {
              case ONE -> settings;
              case SHARED_PORT -> settings.withSharedPort();
              case HANDED_OVER -> settings.withLoops(loops);
            });
  }

  @Async
  private static Task<Void> echo(AsyncSocket socket) {
    ByteBuffer buffer = ByteBuffer.allocate(128);
    while (await(socket.read(buffer.clear())) >= 0) {
      CRC32 sum = new CRC32();
      for (int i = 0; i < WORK; i++) {
        sum.update(DATA);
      }
      buffer.put(0, (byte) sum.getValue());
      await(socket.write(buffer.flip()));
    }
    return Task.done();
  }
}
