package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Prints its port, then each failure that goes to the exception handler. */
final class FewFilesServer {

  private FewFilesServer() {}

  public static void main(String[] args) {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    EventLoop loop =
        EventLoop.builder()
            .exceptionHandler((task, failure) -> System.out.println("told: " + failure))
            .build();
    loop.run(
        () -> {
          var server =
              await(
                  AsyncServer.listen(
                      any,
                      socket -> {
                        String line = await(socket.readLine());
                        return socket.write(line + "\n");
                      }));
          System.out.println(((InetSocketAddress) server.localAddress()).getPort());
          await(server.closed());
          return Task.done();
        });
  }
}
