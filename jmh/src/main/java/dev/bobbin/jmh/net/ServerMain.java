package dev.bobbin.jmh.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The process of a server. It prints its port, and for each line that it reads its live heap. */
final class ServerMain {

  private ServerMain() {}

  /**
   * Takes the name of a {@link Server} class and, for HTTP, {@code http}; then the server's own.
   */
  public static void main(String[] args) throws Exception {
    Thread control = new Thread(ServerMain::answer, "control");
    control.setDaemon(true);
    control.start();
    List<String> own = Arrays.asList(args).subList(2, args.length);
    var type = Class.forName(args[0]).asSubclass(Server.class);
    Server server =
        own.isEmpty()
            ? type.getDeclaredConstructor().newInstance()
            : type.getDeclaredConstructor(String.class).newInstance(own.get(0));
    server.serve(args[1].equals("http"), System.out::println);
  }

  private static void answer() {
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      while (in.readLine() != null) {
        System.gc();
        System.gc(); // what the first one made free by references
        System.out.println(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
      System.exit(0); // who started it is gone
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
