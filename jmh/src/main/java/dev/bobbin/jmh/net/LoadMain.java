package dev.bobbin.jmh.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The process that makes load. Lines that it reads, each answered by one: {@code open KIND PORT
 * CONNECTIONS}, {@code run MILLIS}, answered with the number of messages, and {@code close}.
 */
final class LoadMain {

  private static @Nullable Load load;

  private LoadMain() {}

  public static void main(String[] args) throws IOException {
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(execute(line.split(" ")));
      }
    }
  }

  private static long execute(String[] command) throws IOException {
    if (load == null) {
      load = Load.of(command[1], Integer.parseInt(command[2]));
      load.open(Integer.parseInt(command[3]));
      return 0;
    }
    if (command[0].equals("run")) {
      return load.run(Long.parseLong(command[1]));
    }
    load.close();
    load = null;
    return 0;
  }
}
