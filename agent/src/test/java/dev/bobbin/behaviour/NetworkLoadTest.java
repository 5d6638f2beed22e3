package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link NetworkLoad}, for some seconds with some hundred connections unless asked for more. */
@Timeout(1200)
class NetworkLoadTest {

  private static final int CONNECTIONS = Integer.getInteger("bobbin.load.connections", 300);
  private static final int SECONDS = Integer.getInteger("bobbin.load.seconds", 5);

  /** What the loop keeps for all connections, and the JDK for its thread, whatever their number. */
  private static final int SHARED_BUFFERS = 1 << 20;

  private static UnaryOperator<List<String>> with(String... arguments) {
    return command -> {
      List<String> longer = new ArrayList<>(command);
      longer.addAll(List.of(arguments));
      return longer;
    };
  }

  private static List<String> ports(OwnJvm server) {
    return server
        .printed()
        .lines()
        .filter(line -> line.startsWith("port "))
        .map(line -> line.substring("port ".length()))
        .toList();
  }

  private static int directBytes(String left) {
    Matcher number = Pattern.compile("(\\d+) direct bytes").matcher(left);
    return number.find() ? Integer.parseInt(number.group(1)) : Integer.MAX_VALUE;
  }

  @Test
  @Covers("N12")
  void nothingIsLeftOfConnectionsThatEndInAnyWay(@TempDir Path directory)
      throws InterruptedException {
    try (OwnJvm server =
        OwnJvm.start(
            directory, with("server"), NetworkLoad.class, "-Xmx512m", "-Dbobbin.jmx=true")) {
      Bounded.until("it listens", () -> ports(server).size() == 2);
      String port = ports(server).get(1);
      try (OwnJvm clients =
          OwnJvm.start(
              directory,
              with("clients", port, "" + CONNECTIONS, "" + SECONDS),
              NetworkLoad.class,
              "-Xmx512m")) {
        int status = clients.status(SECONDS + 120L);
        String happened = clients.printed().trim();
        assertEquals(0, status, happened);
        assertTrue(happened.endsWith(" 0 wrong"), happened);
        assertEquals(0, server.status(60), server.printed());
        String left = server.printed().lines().reduce((first, last) -> last).orElseThrow();
        System.out.println(happened + "\n" + left);
        assertTrue(left.contains("left: 0 tasks, 0 files, "), left);
        assertTrue(directBytes(left) < SHARED_BUFFERS, left);
      }
    }
  }
}
