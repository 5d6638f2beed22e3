package dev.bobbin.net;

import dev.bobbin.AsyncFunction;
import dev.bobbin.EventLoop;
import dev.bobbin.Joiner;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TimerHandle;
import dev.bobbin.internal.Routine;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The task of a server: accepts, and at the end waits for the handlers. */
final class Serving extends Routine<Void> {

  /** Connections that are begun with in one step, so that a flood of them starves nobody. */
  private static final int BATCH = 64;

  private static final int ARRIVED = 1;
  private static final int HANDLED = 2;
  private static final int LEFT = 3;

  private final Acceptor acceptor;
  private final AsyncFunction<AsyncSocket, ?> handler;
  private final AsyncServer.Configuration settings;
  private @Nullable TaskGroup<Object, Void> group;
  private @Nullable TimerHandle grace;
  private int connections;
  private int accepted;
  private boolean stopping;
  private @Nullable Throwable thrown;

  private Serving(
      Acceptor acceptor,
      AsyncFunction<AsyncSocket, ?> handler,
      AsyncServer.Configuration settings) {
    super("AsyncServer.serve");
    this.acceptor = acceptor;
    this.handler = handler;
    this.settings = settings;
  }

  static Serving begin(
      Acceptor acceptor,
      AsyncFunction<AsyncSocket, ?> handler,
      AsyncServer.Configuration settings) {
    Serving serving = new Serving(acceptor, handler, settings);
    serving.begin();
    return serving;
  }

  // === For the server ===

  SocketAddress localAddress() {
    return acceptor.address();
  }

  int connections() {
    return connections;
  }

  void stop() {
    if (!stopping) {
      stopping = true;
      grace = acceptor.poller().eventLoop().schedule(settings.grace, this::cancelHandlers);
      acceptor.close();
    }
  }

  void abort() {
    stop();
    cancelHandlers();
  }

  private void cancelHandlers() {
    if (group != null) {
      group.cancel();
    }
  }

  String text() {
    return acceptor + (stopping ? ", closing, " : ", ") + connections + " connections";
  }

  // === The task ===

  @Override
  protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) throws Throwable {
    return switch (at) {
      case 0 -> {
        group = TaskGroup.open(new Reports(), c -> c.withName("AsyncServer " + acceptor));
        yield await(acceptor.arrival(), ARRIVED);
      }
      case ARRIVED ->
          acceptAll() ? await(acceptor.arrival(), ARRIVED) : await(group().join(), HANDLED);
      case HANDLED -> await(group().closeAsync(), LEFT);
      default -> end();
    };
  }

  @Override
  protected @Nullable CompletionStage<?> failed(int at, Throwable failure) throws Throwable {
    if (thrown == null) {
      thrown = failure;
    }
    stopping = true;
    acceptor.close();
    if (at == ARRIVED || at == HANDLED) {
      cancelHandlers();
      return await(group().closeAsync(), LEFT);
    }
    return end();
  }

  private @Nullable CompletionStage<?> end() throws Throwable {
    if (grace != null) {
      grace.cancel();
    }
    if (thrown != null) {
      throw thrown;
    }
    return Task.done();
  }

  private TaskGroup<Object, Void> group() {
    return Objects.requireNonNull(group);
  }

  /** False when the server is to end. */
  private boolean acceptAll() {
    if (stopping) {
      return false;
    }
    try {
      for (int i = 0; i < BATCH; i++) {
        SocketChannel channel = acceptor.accept();
        if (channel == null) {
          break;
        }
        begin(channel);
      }
      return true;
    } catch (ClosedChannelException loopClosed) {
      return false;
    }
  }

  private void begin(SocketChannel channel) {
    connections++;
    if (settings.loops.isEmpty()) {
      group().fork(() -> handle(channel));
      return;
    }
    EventLoop worker = settings.loops.get(accepted++ % settings.loops.size());
    group().fork(() -> handOver(channel, worker));
  }

  private Task<Object> handOver(SocketChannel channel, EventLoop worker) {
    try {
      return worker.fork(() -> handle(channel));
    } catch (RejectedExecutionException closed) {
      return refuse(channel, closed);
    }
  }

  /** On the loop that the connection is to belong to. */
  private Task<Object> handle(SocketChannel channel) {
    AsyncSocket socket;
    try {
      settings.applyTo(channel);
      socket = AsyncSocket.adopt(channel);
    } catch (IOException | RuntimeException e) {
      return refuse(channel, e);
    }
    return new Handling(socket, settings.tls, handler).start();
  }

  @SuppressWarnings("NullAway") // nobody looks at the value
  private static Task<Object> refuse(SocketChannel channel, Exception why) {
    ChannelPoller poller = ChannelPoller.current();
    poller.reportFailure(null, why);
    try {
      channel.close();
    } catch (IOException e) {
      poller.reportFailure(null, e);
    }
    return Task.of(null);
  }

  /** Waits for all; what fails is told, and disturbs nobody. */
  private final class Reports implements Joiner<Object, Void> {

    @Override
    public boolean onFork(Task<?> task) {
      return false;
    }

    @Override
    public boolean onComplete(Task<?> task) {
      connections--;
      return false;
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value
    public Void result() {
      return null;
    }
  }
}
