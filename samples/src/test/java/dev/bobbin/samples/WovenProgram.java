package dev.bobbin.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.bobbin.Task;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program started with {@code java}; its output goes to files. */
public final class WovenProgram implements AutoCloseable {

  private static final long LIMIT_SECONDS = 120;

  /** What is left of a program that has ended. */
  public record Result(int status, String out, String err) {}

  private final Process process;
  private final Path out;
  private final Path err;

  private WovenProgram(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts one of the samples, which the build has woven. */
  public static WovenProgram start(Path directory, Class<?> main, String... args)
      throws IOException {
    return start(directory, Map.of(), main, args);
  }

  /** The same with more variables in its environment; the program may be one of the tests'. */
  public static WovenProgram start(
      Path directory, Map<String, String> environment, Class<?> main, String... args)
      throws IOException {
    List<Path> code = List.of(codeOf(Task.class), codeOf(HelloAwait.class), codeOf(main));
    return start(directory, environment, List.of(), code, main.getName(), args);
  }

  /** Starts a sample as README says: from its jar, with the libraries beside that. */
  public static WovenProgram startPacked(Path directory, Class<?> main, String... args)
      throws IOException {
    Path packed;
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      packed =
          files
              .filter(file -> file.getFileName().toString().matches("bobbin-samples-.*\\.jar"))
              .findFirst()
              .orElseThrow();
    }
    return start(directory, Map.of(), List.of(), List.of(packed), main.getName(), args);
  }

  /** Starts a program that lies in directories or jars, and is woven as it is loaded. */
  static WovenProgram startUnwoven(Path directory, List<Path> code, String main, String... args)
      throws IOException {
    String agent = Objects.requireNonNull(System.getProperty("bobbin.agent.jar"), "agent jar");
    List<String> options = List.of("-javaagent:" + agent);
    List<Path> all = new ArrayList<>(List.of(codeOf(Task.class)));
    all.addAll(code);
    return start(directory, Map.of(), options, all, main, args);
  }

  private static WovenProgram start(
      Path directory,
      Map<String, String> environment,
      List<String> options,
      List<Path> code,
      String main,
      String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(code.stream().map(Path::toString).collect(joining(File.pathSeparator)));
    command.add(main);
    Collections.addAll(command, args);
    Path out = directory.resolve("out.txt");
    Path err = directory.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new WovenProgram(builder.start(), out, err);
  }

  /** Runs a program to its end. */
  public static Result run(Path directory, Class<?> main, String... args)
      throws IOException, InterruptedException {
    try (WovenProgram program = start(directory, main, args)) {
      return program.result();
    }
  }

  private static Path codeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public Result result() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running, having printed: " + output() + errors());
    }
    return new Result(process.exitValue(), output(), errors());
  }

  public String output() throws IOException {
    return Files.readString(out).replace("\r\n", "\n");
  }

  public String errors() throws IOException {
    return Files.readString(err).replace("\r\n", "\n");
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it has printed something, and fails if it ends without. */
  public void awaitOutput(String regex) throws IOException, InterruptedException {
    Pattern wanted = Pattern.compile(regex);
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!wanted.matcher(output()).find()) {
      if (endsWithinMillis(20) || System.nanoTime() > limit) {
        throw new IllegalStateException(regex + " is not in: " + output() + errors());
      }
    }
  }

  /** Types a line into its standard input. */
  public void type(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** Asks it to stop, as a service manager does: with SIGTERM. */
  public void stop() {
    process.destroy();
  }

  /** Waits a moment, for a test that looks at what a program prints; true if it has ended. */
  public boolean endsWithinMillis(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
