package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All clients of a server. */
final class Connections {

  private final AsyncFunction<Request, Response> handler;
  private final Limits limits;
  private final ResponseWriter writer;
  private final Set<Connection> open = new HashSet<>();

  Connections(AsyncFunction<Request, Response> handler, Limits limits) {
    this.handler = handler;
    this.limits = limits;
    this.writer = new ResponseWriter(limits.idleTime());
  }

  @Async
  Task<Void> serve(AsyncSocket socket) {
    Connection connection = new Connection(socket, handler, limits, writer);
    open.add(connection);
    try {
      await(connection.serve());
    } finally {
      open.remove(connection);
    }
    return Task.done();
  }

  /** Ends those that wait for a request, and the others after the one under way. */
  void stop() {
    List.copyOf(open).forEach(Connection::stop);
  }
}
