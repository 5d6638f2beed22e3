package dev.bobbin.jmh.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The servers that are measured answer all kinds of load. */
@Timeout(60)
class ServersTest {

  private static void answers(Server server, String... loads) throws Exception {
    boolean http = loads[0].equals("http");
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                server.serve(http, port::complete);
              } catch (Exception e) {
                port.completeExceptionally(e);
              }
            });
    thread.setDaemon(true); // it serves for good
    thread.start();
    for (String kind : loads) {
      try (Load load = Load.of(kind, port.get(30, TimeUnit.SECONDS))) {
        load.open(5);
        assertTrue(load.run(50) >= 5, kind);
      }
    }
  }

  @Test
  void echoesComeBackWhole() throws Exception {
    for (Server server : List.of(new SelectorServer(), new BobbinServer(), new NewcomerServer())) {
      answers(server, "64", "65536", "accept");
    }
  }

  @Test
  void requestsAreAnswered() throws Exception {
    for (Server server : List.of(new SelectorServer(), new BobbinServer(), new NewcomerServer())) {
      answers(server, "http");
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalLoopsServeOnePort(LoopsServer.Way way) throws Exception {
    answers(new LoopsServer(way.name()), "64");
  }
}
