package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.uncancellable;

import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncProcess;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A temporary directory for a server, and the user whom the server runs as: they refuse root, who
 * becomes nobody for them.
 */
final class ServerDirectory implements AsyncCloseable {

  private final Path path;
  private final UserPrincipal owner;
  private final List<String> inFront;

  private ServerDirectory(Path path, UserPrincipal owner, List<String> inFront) {
    this.path = path;
    this.owner = owner;
    this.inFront = inFront;
  }

  /** A new one; to be closed. */
  static Task<ServerDirectory> create() {
    return uncancellable(() -> blocking(ServerDirectory::make));
  }

  private static ServerDirectory make() throws IOException {
    Path path = Files.createTempDirectory("bobbin-web-");
    if (!Files.getOwner(path).getName().equals("root")) {
      return new ServerDirectory(path, Files.getOwner(path), List.of());
    }
    UserPrincipal nobody =
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(path, nobody);
    return new ServerDirectory(
        path, nobody, List.of("setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups"));
  }

  /** Where a program is: on the path, or in one of the places beside it, the newest first. */
  static Optional<Path> find(String program, String... places) throws IOException {
    List<Path> directories = new ArrayList<>();
    for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
      directories.add(Path.of(directory));
    }
    for (String place : places) {
      if (Files.isDirectory(Path.of(place))) {
        try (Stream<Path> versions = Files.list(Path.of(place))) {
          versions
              .sorted(Comparator.reverseOrder())
              .map(v -> v.resolve("bin"))
              .forEach(directories::add);
        }
      }
    }
    return directories.stream()
        .map(directory -> directory.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Writes a file for the server's user. */
  Path write(String name, byte[] content) throws IOException {
    Path file = Files.write(path.resolve(name), content);
    Files.setOwner(file, owner);
    return file;
  }

  /** A command that is run in here. */
  ProcessBuilder command(Object... words) {
    List<String> command = new ArrayList<>(inFront);
    for (Object word : words) {
      command.add(word.toString());
    }
    return new ProcessBuilder(command).directory(path.toFile());
  }

  /** Runs a command to its end, which has to be a good one. */
  @Async
  Task<Void> run(Object... words) {
    ProcessBuilder command = command(words).redirectErrorStream(true);
    AsyncProcess.Output output = await(AsyncProcess.run(command));
    if (output.status() != 0) {
      throw new IllegalStateException(
          String.join(" ", command.command()) + " failed:\n" + output.text());
    }
    return Task.done();
  }

  /** Deletes it. */
  @Override
  public Task<Void> closeAsync() {
    return uncancellable(() -> blocking(this::delete));
  }

  private Void delete() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
