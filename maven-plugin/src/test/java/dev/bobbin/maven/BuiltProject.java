package dev.bobbin.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A project of {@code src/it} after its runs of Maven, as its {@code verify.groovy} looks at it.
 */
public final class BuiltProject {
  private final Path basedir;
  private final Path localRepository;
  private final String version;
  private final String log;

  /**
   * @param version Bobbin's
   */
  public BuiltProject(File basedir, File localRepository, String version) throws IOException {
    this.basedir = basedir.toPath();
    this.localRepository = localRepository.toPath();
    this.version = version;
    this.log = Files.readString(this.basedir.resolve("build.log"));
  }

  /** Expects the text in the log of any of the runs. */
  public void logs(Object text) {
    assertTrue(log.contains(text.toString()), () -> "not in build.log: " + text);
  }

  /** How many lines of the log have the text. */
  public int count(String text) {
    return (int) log.lines().filter(line -> line.contains(text)).count();
  }

  /** What the goals said they wove, in order, without the directory. */
  public List<String> summaries() {
    return log.lines()
        .filter(line -> line.contains("Woven classes: ") || line.contains("Nothing to weave"))
        .map(line -> line.substring(line.indexOf("] ") + 2))
        .map(line -> line.replaceFirst(",? in /.*", ""))
        .toList();
  }

  /** The file names of the coroutine frames below a directory. */
  public List<String> frames(String directory) throws IOException {
    try (Stream<Path> files = Files.walk(basedir.resolve(directory))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains("$frame$"))
          .sorted()
          .toList();
    }
  }

  /** Expects that the one file was written before the other. */
  public void isOlder(Object file, Object other) throws IOException {
    var time = Files.getLastModifiedTime(basedir.resolve(file.toString()));
    var otherTime = Files.getLastModifiedTime(basedir.resolve(other.toString()));
    assertTrue(
        time.compareTo(otherTime) < 0,
        () -> file + " is of " + time + ", " + other + " of " + otherTime);
  }

  public void has(Object expected, Object actual) {
    assertEquals(expected, actual);
  }

  /** Runs a main class of the project, without an agent, and expects this output. */
  public void prints(Object expected, String mainClass) throws IOException {
    printsWith(List.of(), expected, mainClass);
  }

  /** The same, with more jars on the class path. */
  public void printsWith(List<?> jars, Object expected, String mainClass) throws IOException {
    List<String> classPath = new ArrayList<>();
    classPath.add(basedir.resolve("target/classes").toString());
    classPath.add(basedir.resolve("target/test-classes").toString());
    classPath.add(runtimeJar());
    jars.forEach(jar -> classPath.add(jar.toString()));
    assertEquals(
        expected.toString(), java("-cp", String.join(File.pathSeparator, classPath), mainClass));
  }

  /** Runs {@code java}, expects that it succeeds, and returns all that it printed. */
  public String java(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes()).strip();
    try {
      assertEquals(0, process.waitFor(), printed);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return printed;
  }

  public String runtimeJar() {
    return jar("dev.bobbin", "bobbin-runtime", version);
  }

  public String agentJar() {
    return jar("dev.bobbin", "bobbin-agent", version);
  }

  /** The one version of an artifact in the local repository. */
  public String jar(String group, String artifact) {
    Path versions = directory(group, artifact);
    try (Stream<Path> listed = Files.list(versions)) {
      List<Path> jars =
          listed
              .map(v -> v.resolve(artifact + "-" + v.getFileName() + ".jar"))
              .filter(Files::exists)
              .toList();
      assertEquals(1, jars.size(), () -> "versions of " + artifact + ": " + jars);
      return jars.get(0).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String jar(String group, String artifact, String artifactVersion) {
    return directory(group, artifact)
        .resolve(artifactVersion)
        .resolve(artifact + "-" + artifactVersion + ".jar")
        .toString();
  }

  private Path directory(String group, String artifact) {
    return localRepository.resolve(group.replace('.', '/')).resolve(artifact);
  }
}
