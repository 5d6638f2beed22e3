package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;
import static dev.bobbin.Bobbin.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stages and threads of the JDK and of other libraries, real ones. */
@Timeout(60)
class InteroperationTest {

  // === The JDK ===

  @Async
  private static Task<String> get(HttpClient client, URI uri) {
    var response =
        await(client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString(UTF_8)));
    assertTrue(EventLoop.current().inLoop());
    return Task.of(response.body());
  }

  @Test
  void httpClient() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write("hello".getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    try {
      var uri = URI.create("http:/" + server.getAddress() + "/");

      assertEquals("hello", run(() -> get(HttpClient.newHttpClient(), uri)));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void cancellingReachesTheHttpClient() throws IOException {
    var arrived = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          arrived.countDown();
          Bounded.await(mayEnd);
          exchange.close();
        });
    server.start();
    try (var loop = EventLoop.create().start()) {
      var uri = URI.create("http:/" + server.getAddress() + "/");
      var sent =
          HttpClient.newHttpClient()
              .sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString(UTF_8));
      Task<?> task = loop.fork(() -> sent);
      Bounded.await(arrived, loop);
      task.cancel("enough");

      Bounded.until("the request has ended", sent::isDone, loop);
      assertTrue(sent.isCompletedExceptionally());
      Bounded.until("the task has ended", task::isDone, loop);
      assertTrue(task.isCancelled());
    } finally {
      mayEnd.countDown();
      server.stop(0);
    }
  }

  @Async
  private static Task<Integer> exitOf(Process process) {
    return Task.of(await(process.onExit()).exitValue());
  }

  @Test
  void processes() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();

    assertEquals(0, run(() -> exitOf(process)));
  }

  /** All the adapter that a callback API needs. */
  private static CompletionStage<Integer> read(
      AsynchronousFileChannel file, ByteBuffer into, long position) {
    var done = new CompletableFuture<Integer>();
    file.read(
        into,
        position,
        done,
        new CompletionHandler<>() {
          @Override
          public void completed(Integer bytes, CompletableFuture<Integer> stage) {
            stage.complete(bytes);
          }

          @Override
          public void failed(Throwable failure, CompletableFuture<Integer> stage) {
            stage.completeExceptionally(failure);
          }
        });
    return done;
  }

  @Async
  private static Task<String> readAll(Path path) throws IOException {
    try (var file = AsynchronousFileChannel.open(path, StandardOpenOption.READ)) {
      var buffer = ByteBuffer.allocate(16);
      var text = new StringBuilder();
      for (long at = 0; ; at += buffer.position()) {
        buffer.clear();
        if (await(read(file, buffer, at)) < 0) {
          return Task.of(text.toString());
        }
        text.append(new String(buffer.array(), 0, buffer.position(), UTF_8));
      }
    }
  }

  @Test
  void asynchronousFileChannel(@TempDir Path folder) throws IOException {
    String text = "a text of several buffers, ".repeat(10);
    Path file = Files.writeString(folder.resolve("text"), text);

    assertEquals(text, run(() -> readAll(file)));
  }

  // === Netty and Vert.x ===

  private static <T> CompletionStage<T> stage(Future<T> future) {
    var stage = new CompletableFuture<T>();
    future.addListener(
        (Future<T> done) -> {
          if (done.isSuccess()) {
            stage.complete(done.getNow());
          } else {
            stage.completeExceptionally(done.cause());
          }
        });
    return stage;
  }

  @Async
  private static Task<String> bothOf(Future<String> one, Future<String> other) {
    return Task.of(await(stage(one)) + await(stage(other)));
  }

  @Test
  void nettyFutures() {
    EventLoopGroup netty = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    try {
      Promise<String> later = netty.next().newPromise();
      netty.schedule(() -> later.setSuccess("later"), 10, TimeUnit.MILLISECONDS);

      assertEquals("now later", run(() -> bothOf(netty.next().newSucceededFuture("now "), later)));
      var failure = new IOException("planned");
      assertSame(
          failure,
          assertThrows(
              IOException.class,
              () -> run(() -> bothOf(netty.next().newFailedFuture(failure), later))));
    } finally {
      netty.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Async
  private static Task<String> timed(Vertx vertx) {
    await(vertx.timer(10, TimeUnit.MILLISECONDS).toCompletionStage());
    assertTrue(EventLoop.current().inLoop());
    return Task.of(
        await(vertx.executeBlocking(() -> Thread.currentThread().getName()).toCompletionStage()));
  }

  @Test
  void vertxFutures() {
    Vertx vertx = Vertx.vertx();
    try {
      String worker = run(() -> timed(vertx));

      assertTrue(worker.startsWith("vert.x-worker"), worker);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  // === Loops on other libraries' threads ===

  @Async
  private static Task<Boolean> staysOn(Thread thread) {
    boolean stayed = Thread.currentThread() == thread;
    await(yieldNow());
    stayed &= Thread.currentThread() == thread;
    await(sleep(Duration.ofMillis(5)));
    return Task.of(stayed && Thread.currentThread() == thread);
  }

  private static void staysOnTheThreadOf(Consumer<Runnable> host) {
    EventLoop loop = EventLoop.on(host::accept);
    try {
      Task<Boolean> stayed = loop.fork(() -> staysOn(Thread.currentThread()));
      assertTrue(Bounded.get(stayed, loop));
      var hostsThread = new CompletableFuture<Thread>();
      host.accept(() -> hostsThread.complete(Thread.currentThread()));
      var loopsThread = new CompletableFuture<Thread>();
      loop.execute(() -> loopsThread.complete(Thread.currentThread()));
      assertSame(Bounded.get(hostsThread, loop), Bounded.get(loopsThread, loop));
    } finally {
      loop.close();
    }
  }

  @Test
  @Covers("L16")
  void onSwingsEventThread() {
    staysOnTheThreadOf(SwingUtilities::invokeLater);
  }

  @Test
  @Covers("L16")
  void onANettyEventLoop() {
    EventLoopGroup netty = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    try {
      staysOnTheThreadOf(netty.next()::execute);
    } finally {
      netty.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Test
  void timeoutsReachOtherLibrariesFutures() {
    var never = new CompletableFuture<String>();
    assertThrows(
        dev.bobbin.TimeoutException.class,
        () -> run(() -> timeout(Duration.ofMillis(5), () -> never)));

    assertTrue(never.isCancelled());
  }
}
