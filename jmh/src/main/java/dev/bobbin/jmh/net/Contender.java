package dev.bobbin.jmh.net;

import java.util.ArrayList;
import java.util.List;

/**
 * A server that is measured.
 *
 * @param key names it on the command line
 * @param options for its JVM
 * @param own what its constructor takes
 * @param httpOnly it does not echo
 */
record Contender(
    String key,
    String name,
    String type,
    List<String> options,
    List<String> own,
    boolean httpOnly) {

  private static final String NETTY = "dev.bobbin.jmh.net.NettyServer";

  /** All that this JVM and this jar can run; the first is what the others are held against. */
  static List<Contender> all() {
    List<Contender> all = new ArrayList<>();
    all.add(of("hand", "selector loop by hand", SelectorServer.class));
    all.add(of("bobbin", "Bobbin", BobbinServer.class));
    all.add(of("newcomer", "Bobbin, a buffer each", NewcomerServer.class));
    String sample = SampleServer.class.getName();
    all.add(new Contender("sample", "the HTTP sample", sample, List.of(), List.of(), true));
    if (isThere(NETTY)) {
      all.add(new Contender("nio", "Netty, NIO", NETTY, List.of(), List.of("nio"), false));
      all.add(new Contender("epoll", "Netty, epoll", NETTY, List.of(), List.of("epoll"), false));
    }
    if (Runtime.version().feature() >= 21) {
      List<String> options = List.of(VirtualThreadServer.OPTIONS);
      String type = VirtualThreadServer.class.getName();
      all.add(new Contender("virtual", "virtual threads", type, options, List.of(), false));
    }
    return all;
  }

  private static Contender of(String key, String name, Class<? extends Server> type) {
    return new Contender(key, name, type.getName(), List.of(), List.of(), false);
  }

  private static boolean isThere(String type) {
    return Contender.class.getResource("/" + type.replace('.', '/') + ".class") != null;
  }

  boolean takesPartIn(Scenario scenario) {
    return scenario.isHttp() || !httpOnly;
  }

  String[] arguments(boolean http) {
    List<String> arguments = new ArrayList<>(List.of(type, http ? "http" : "echo"));
    arguments.addAll(own);
    return arguments.toArray(String[]::new);
  }
}
