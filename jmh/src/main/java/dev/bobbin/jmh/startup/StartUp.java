package dev.bobbin.jmh.startup;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much longer does a program take to start, and to end, that has 20 async methods?
 *
 * <p>{@code java -cp benchmarks.jar dev.bobbin.jmh.startup.StartUp AGENT.jar RUNTIME.jar
 * [EA-ASYNC.jar]}, with {@code -Druns=15} and {@code -Dclasses=1000}: how many classes it loads
 * besides. The same program without awaits is the baseline, alone and under an agent that does
 * nothing; all 20 methods call each other and suspend. Variants take turns, so that a machine that
 * slows down slows them all. EA Async's program is compiled for Java 8, as it weaves nothing newer.
 *
 * <p>Printed: the median of the wall time, the mean of the processor time, both in milliseconds,
 * and their differences to the plain program.
 */
public final class StartUp {
  private static final int WARM_UPS = 1;

  private final int loadedClasses = Integer.getInteger("classes", 1000);
  private final Path directory;
  private final List<Variant> variants = new ArrayList<>();

  private StartUp(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 2) {
      System.err.println("usage: StartUp AGENT.jar RUNTIME.jar [EA-ASYNC.jar]");
      System.exit(2);
    }
    Path directory = Files.createTempDirectory("bobbin-startup");
    StartUp startUp = new StartUp(directory);
    startUp.addPlain();
    startUp.addBobbin(args[0], args[1]);
    if (args.length > 2) {
      startUp.addEaAsync(args[2]);
    }
    startUp.measure(Integer.getInteger("runs", 15));
    startUp.print();
  }

  private void addPlain() throws IOException {
    String plain = jarOf(compile(Dialect.PLAIN, ""));
    add("plain", "-cp", plain);
    add("empty agent", "-javaagent:" + EmptyAgent.pack(directory), "-cp", plain);
  }

  private void addBobbin(String agent, String runtime) throws IOException, InterruptedException {
    Path classes = compile(Dialect.BOBBIN, runtime);
    String unwoven = jarOf(classes);
    add("Bobbin agent", "-javaagent:" + agent, "-cp", unwoven + File.pathSeparator + runtime);
    execute("-jar", agent, "weave", "--classpath", runtime, classes.toString());
    add("Bobbin woven ahead", "-cp", jarOf(classes) + File.pathSeparator + runtime);
  }

  private void addEaAsync(String library) throws IOException, InterruptedException {
    Path classes = compile(Dialect.EA_ASYNC, library);
    String unwoven = jarOf(classes);
    String classPath = unwoven + File.pathSeparator + library;
    add("EA Async agent", "-javaagent:" + library, "-cp", classPath);
    String everything = library + File.pathSeparator + classes;
    execute("-cp", everything, "com.ea.async.instrumentation.Main", classes.toString());
    add("EA Async woven ahead", "-cp", jarOf(classes) + File.pathSeparator + library);
  }

  private Path compile(Dialect dialect, String classPath) throws IOException {
    Path into = directory.resolve(dialect.name());
    return Program.compile(dialect, loadedClasses, classPath, into);
  }

  /** Programs are started from jars, as users do. */
  private String jarOf(Path classes) throws IOException {
    Path jar = Files.createTempFile(directory, "program", ".jar");
    return Jars.pack(classes, jar).toString();
  }

  private void add(String name, String... options) {
    variants.add(new Variant(name, java(options, "Main")));
  }

  private static void execute(String... arguments) throws IOException, InterruptedException {
    new Variant(arguments[2], java(arguments)).run(false);
  }

  private static List<String> java(String[] options, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(options));
    command.addAll(Arrays.asList(more));
    return command;
  }

  private void measure(int runs) throws IOException, InterruptedException {
    for (int round = -WARM_UPS; round < runs; round++) {
      for (Variant variant : variants) {
        variant.run(round >= 0);
        if (!variant.printed().equals(variants.get(0).printed())) {
          throw new IllegalStateException(variant.name() + " printed " + variant.printed());
        }
      }
    }
  }

  private void print() {
    Variant plain = variants.get(0);
    System.out.printf(
        "Java %s, %d classes loaded besides%n", Runtime.version().feature(), loadedClasses);
    System.out.printf("%-22s %8s %8s %8s %8s%n", "", "wall", "+", "cpu", "+");
    for (Variant variant : variants) {
      System.out.printf(
          "%-22s %8.1f %8.1f %8.1f %8.1f%n",
          variant.name(),
          variant.medianWallMillis(),
          variant.medianWallMillis() - plain.medianWallMillis(),
          variant.meanCpuMillis(),
          variant.meanCpuMillis() - plain.meanCpuMillis());
    }
  }
}
