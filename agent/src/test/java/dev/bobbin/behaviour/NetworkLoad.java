package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;
import static dev.bobbin.Bobbin.yieldNow;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.EventLoopMXBean;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TimeoutException;
import dev.bobbin.net.AsyncServer;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.sync.AsyncEvent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.ObjectName;

/**
 * A server under clients that talk, vanish, reset, fall silent, shut half of the connection and
 * read slowly: two programs, since together they would have twice as many files open.
 *
 * <p>{@code server}: prints its ports, that of a first try and the one to use, and, when a client
 * has told it to stop, what is left of all connections, which is to be nothing. {@code clients PORT
 * CONNECTIONS SECONDS}: prints what happened.
 */
final class NetworkLoad {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int BULK = 256 * 1024;

  private NetworkLoad() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("server")) {
      System.out.println(new Server().run());
    } else {
      Clients clients = new Clients(Integer.parseInt(args[3]));
      InetSocketAddress server =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
      System.out.println(clients.run(server, Integer.parseInt(args[2])));
    }
  }

  /** Echoes lines, and sends a lot to who asks for it. */
  private static final class Server {

    private final ByteBuffer bulk = ByteBuffer.allocate(BULK);
    private final AsyncEvent stop = new AsyncEvent();
    private int most;

    String run() throws Exception {
      try (EventLoop loop =
          EventLoop.builder().name("load").slowStep(Duration.ofMillis(50)).build()) {
        loop.run(() -> serve(Bobbin::yieldNow)); // what is made once is there now
        measureSteps();
        long files = openFiles();
        long direct = directBytes();
        loop.run(() -> serve(stop::await));
        int tasks = loop.tasks().size();
        return String.format(
            "at most %d connections; left: %d tasks, %d files, %d direct bytes; longest step %d ms",
            most, tasks, openFiles() - files, directBytes() - direct, longestStepMillis());
      }
    }

    @Async
    private Task<Void> serve(AsyncCallable<Void> until) throws Exception {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      try (var server =
          await(AsyncServer.listen(any, s -> handle(s), c -> c.withGrace(PATIENCE)))) {
        System.out.println("port " + ((InetSocketAddress) server.localAddress()).getPort());
        Task<Void> watching = watch(server);
        await(until.call());
        watching.cancel(true);
      }
      await(yieldNow()); // a turn, in which the selector lets go of channels
      return Task.done();
    }

    @Async
    private Task<Void> watch(AsyncServer server) {
      while (true) {
        most = Math.max(most, server.connections());
        await(sleep(Duration.ofMillis(50)));
      }
    }

    @Async
    private Task<Void> handle(AsyncSocket socket) {
      try {
        while (true) {
          String line = await(timeout(PATIENCE, socket::readLine));
          if (line == null) {
            return Task.done();
          }
          if (line.equals("stop")) {
            stop.set();
            return Task.done();
          }
          await(
              line.equals("bulk")
                  ? timeout(PATIENCE, () -> socket.write(bulk.duplicate()))
                  : socket.write(line + "\n"));
        }
      } catch (TimeoutException tooSlow) {
        socket.abort();
        return Task.done();
      }
    }
  }

  /** A number of connections at a time, each with a random life. */
  private static final class Clients {

    private final long end;
    private int opened;
    private int lines;
    private int bulks;
    private int resets;
    private int silences;
    private int halves;
    private int wrong;

    Clients(int seconds) {
      this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    String run(SocketAddress server, int connections) {
      Bobbin.run(
          () -> {
            await(all(server, connections));
            try (var socket = await(AsyncSocket.connect(server))) {
              await(socket.write("stop\n"));
            }
            return Task.done();
          });
      return String.format(
          "%d opened, %d lines, %d bulks, %d resets, %d silences, %d half closed, %d wrong",
          opened, lines, bulks, resets, silences, halves, wrong);
    }

    @Async
    private Task<Void> all(SocketAddress server, int connections) {
      try (var group = TaskGroup.open()) {
        for (int i = 0; i < connections; i++) {
          SplittableRandom random = new SplittableRandom(i);
          group.fork(() -> client(server, random));
          if (i % 100 == 99) {
            await(sleep(Duration.ofMillis(10)));
          }
        }
        await(group.join());
      }
      return Task.done();
    }

    @Async
    private Task<Void> client(SocketAddress server, SplittableRandom random) {
      while (System.nanoTime() < end) {
        try (var socket = await(AsyncSocket.connect(server))) {
          opened++;
          await(life(socket, random), IOException.class);
        } catch (IOException dropped) {
          // the server gave up on a silent or a slow one
        }
      }
      return Task.done();
    }

    @Async
    private Task<Void> life(AsyncSocket socket, SplittableRandom random) {
      while (System.nanoTime() < end) {
        await(sleep(Duration.ofMillis(random.nextInt(1, 500))));
        switch (random.nextInt(20)) {
          case 0 -> {
            resets++;
            socket.abort();
            return Task.done();
          }
          case 1 -> {
            return Task.done();
          }
          case 2 -> {
            silences++;
            await(sleep(PATIENCE.multipliedBy(2)));
          }
          case 3 -> {
            halves++;
            await(socket.write("last"));
            await(socket.shutdownOutput());
            check("last".equals(await(socket.readLine())));
            check(await(socket.readLine()) == null);
            return Task.done();
          }
          case 4 -> await(readSlowly(socket, random));
          default -> await(talk(socket, random.nextInt()));
        }
      }
      return Task.done();
    }

    @Async
    private Task<Void> talk(AsyncSocket socket, int number) {
      await(socket.write(number + "\n"));
      String answer = await(socket.readLine());
      check(answer == null || answer.equals(Integer.toString(number)));
      lines++;
      return Task.done();
    }

    @Async
    private Task<Void> readSlowly(AsyncSocket socket, SplittableRandom random) {
      await(socket.write("bulk\n"));
      for (int left = BULK; left > 0; ) {
        int piece = Math.min(left, random.nextInt(1, 100_000));
        byte[] bytes = await(socket.readNBytes(piece));
        check(bytes.length == piece);
        left -= piece;
        await(sleep(Duration.ofMillis(random.nextInt(1, 100))));
      }
      bulks++;
      return Task.done();
    }

    private void check(boolean right) {
      if (!right) {
        wrong++;
      }
    }
  }

  // === What is left ===

  private static long openFiles() throws IOException {
    Path files = Path.of("/proc/self/fd");
    if (!Files.isDirectory(files)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(files)) {
      return all.count();
    }
  }

  private static long directBytes() {
    List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    return pools.stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static EventLoopMXBean bean() throws Exception {
    return JMX.newMXBeanProxy(
        ManagementFactory.getPlatformMBeanServer(),
        new ObjectName("dev.bobbin:type=EventLoop,name=load"),
        EventLoopMXBean.class);
  }

  private static void measureSteps() throws Exception {
    bean().setStepTimesMeasured(true);
  }

  private static long longestStepMillis() throws Exception {
    return TimeUnit.NANOSECONDS.toMillis(bean().getLongestStepNanos());
  }
}
