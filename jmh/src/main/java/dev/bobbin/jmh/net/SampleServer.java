package dev.bobbin.jmh.net;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;

import dev.bobbin.Task;
import dev.bobbin.samples.http.HttpServer;
import dev.bobbin.samples.http.Response;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.IntConsumer;

/** The HTTP server of the samples: it reads all of a request, which the others here do not. */
final class SampleServer implements Server {

  @Override
  public void serve(boolean http, IntConsumer listening) {
    Response hello = Response.text("Hello, world!\n");
    run(
        () -> {
          var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
          try (HttpServer server = await(HttpServer.listen(anyPort, request -> Task.of(hello)))) {
            listening.accept(server.port());
            return Task.of(await(server.closed()));
          }
        });
  }
}
