package dev.bobbin.samples.desktop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.GraphicsEnvironment;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where windows are shown: an X server in memory, Xvfb, or else the display that there is. */
final class Display implements AutoCloseable {

  static final String MISSING =
      "no Xvfb on the path and no display: apt-get install xvfb, and a JDK that is not headless";

  private final @Nullable Process server;
  private final Map<String, String> environment;

  private Display(@Nullable Process server, Map<String, String> environment) {
    this.server = server;
    this.environment = environment;
  }

  /** Nothing if windows cannot be shown, see {@link #MISSING}. */
  static Optional<Display> open() throws IOException {
    boolean xvfb =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> new File(directory, "Xvfb").canExecute());
    boolean toolkit = new File(System.getProperty("java.home"), "lib/libawt_xawt.so").exists();
    if (!xvfb || !toolkit) {
      boolean none = GraphicsEnvironment.isHeadless();
      return none ? Optional.empty() : Optional.of(new Display(null, Map.of()));
    }
    // It chooses a free number itself, and prints it when it is ready.
    Process server =
        new ProcessBuilder(
                "Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var output = new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8));
    String number = output.readLine();
    if (number == null) {
      throw new IOException("Xvfb has ended with status " + server.onExit().join().exitValue());
    }
    return Optional.of(new Display(server, Map.of("DISPLAY", ":" + number)));
  }

  /** What a program needs that shows windows here. */
  Map<String, String> environment() {
    return environment;
  }

  @Override
  public void close() {
    if (server != null) {
      server.destroy();
      server.onExit().join();
    }
  }
}
