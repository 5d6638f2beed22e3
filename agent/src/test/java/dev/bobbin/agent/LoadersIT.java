package dev.bobbin.agent;

import static dev.bobbin.agent.ChildJvm.agent;
import static dev.bobbin.agent.ChildJvm.path;
import static dev.bobbin.agent.ChildJvm.runtimeJar;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several class loaders in one JVM, each with its own copy of the application's classes. */
@Timeout(180)
class LoadersIT {
  @TempDir Path directory;
  private Path application = Path.of("");

  @BeforeEach
  void compileTheApplication() {
    application =
        new Program(directory.resolve("application"))
            .file("app/Adding.java", Program.ADDING)
            .compile("-classpath", runtimeJar().toString());
  }

  private ChildJvm.Ended run(String launcher, Path... classPath) throws Exception {
    Path classes =
        new Program(directory.resolve("launcher")).file("Launcher.java", launcher).compile();
    Path[] all = new Path[classPath.length + 1];
    all[0] = classes;
    System.arraycopy(classPath, 0, all, 1, classPath.length);
    return ChildJvm.run(
        directory,
        agent("verbose"),
        "-cp",
        path(all),
        "Launcher",
        application.toString(),
        runtimeJar().toString());
  }

  private static int count(String part, String text) {
    return text.split(part, -1).length - 1;
  }

  @Test
  void twoLoadersOverOneRuntime() throws Exception {
    ChildJvm.Ended ended =
        run(
            """
            import java.net.*; import java.nio.file.*;
            public class Launcher {
              public static void main(String[] args) throws Exception {
                URL[] urls = {Path.of(args[0]).toUri().toURL()};
                try (var one = new URLClassLoader("one", urls, Launcher.class.getClassLoader());
                    var two = new URLClassLoader("two", urls, Launcher.class.getClassLoader())) {
                  for (var loader : new ClassLoader[] {one, two}) {
                    Class<?> type = loader.loadClass("app.Adding");
                    if (type.getClassLoader() != loader) throw new AssertionError(type.getClassLoader());
                    System.out.println(type.getMethod("run").invoke(null));
                  }
                }
              }
            }
            """,
            runtimeJar());
    ended.printing(Program.ADDING_PRINTS + Program.ADDING_PRINTS);
    assertEquals(2, count("woven app.Adding:", ended.err()), ended.err());
    assertEquals(1, count("agent and runtime are", ended.err()), ended.err());
  }

  @Test
  void twoLoadersWithARuntimeEachAndNoneInTheirParent() throws Exception {
    ChildJvm.Ended ended =
        run(
            """
            import java.net.*; import java.nio.file.*;
            public class Launcher {
              public static void main(String[] args) throws Exception {
                URL[] urls = {Path.of(args[0]).toUri().toURL(), Path.of(args[1]).toUri().toURL()};
                try (var one = new URLClassLoader("one", urls, ClassLoader.getPlatformClassLoader());
                    var two = new URLClassLoader("two", urls, ClassLoader.getPlatformClassLoader())) {
                  System.out.println(one.loadClass("app.Adding").getMethod("run").invoke(null));
                  System.out.println(two.loadClass("app.Adding").getMethod("run").invoke(null));
                }
              }
            }
            """);
    ended.printing(Program.ADDING_PRINTS + Program.ADDING_PRINTS);
    assertEquals(2, count("agent and runtime are", ended.err()), ended.err());
  }

  /** A loader that takes no lock: all but one thread lose the race to define the class. */
  @Test
  void threadsThatDefineOneClassAtATime() throws Exception {
    run(
            """
            import java.nio.file.*; import java.util.*; import java.util.concurrent.*;
            public class Launcher {
              static final int THREADS = 4;
              static class Racing extends ClassLoader {
                static { registerAsParallelCapable(); }
                final byte[] classFile; final CyclicBarrier start = new CyclicBarrier(THREADS);
                Racing(byte[] classFile) { super(Launcher.class.getClassLoader()); this.classFile = classFile; }
                Class<?> race() throws Exception {
                  start.await(30, TimeUnit.SECONDS);
                  try {
                    return defineClass("app.Adding", classFile, 0, classFile.length);
                  } catch (LinkageError e) {
                    return findLoadedClass("app.Adding");
                  }
                }
              }
              public static void main(String[] args) throws Exception {
                byte[] classFile = Files.readAllBytes(Path.of(args[0], "app", "Adding.class"));
                ExecutorService threads = Executors.newFixedThreadPool(THREADS);
                for (int round = 0; round < 50; round++) {
                  Racing loader = new Racing(classFile);
                  List<Callable<Class<?>>> racers = Collections.nCopies(THREADS, loader::race);
                  Set<Object> results = new HashSet<>();
                  for (Future<Class<?>> racer : threads.invokeAll(racers)) {
                    results.add(racer.get().getMethod("run").invoke(null));
                  }
                  if (!results.equals(Set.of("3 after 2 awaits"))) throw new AssertionError(results);
                }
                threads.shutdown();
                System.out.println("done");
              }
            }
            """,
            runtimeJar())
        .printing("done\n");
  }

  @Test
  void aLoaderThatIsNoLongerUsedIsCollected() throws Exception {
    run(
            """
            import java.lang.ref.*; import java.net.*; import java.nio.file.*;
            public class Launcher {
              public static void main(String[] args) throws Exception {
                var queue = new ReferenceQueue<ClassLoader>();
                var gone = new PhantomReference<>(use(args), queue);
                for (int i = 0; i < 100; i++) {
                  System.gc();
                  if (queue.remove(100) == gone) {
                    System.out.println("collected");
                    return;
                  }
                }
                System.out.println("kept");
              }
              static ClassLoader use(String[] args) throws Exception {
                URL[] urls = {Path.of(args[0]).toUri().toURL()};
                try (var loader = new URLClassLoader(urls, Launcher.class.getClassLoader())) {
                  System.out.print(loader.loadClass("app.Adding").getMethod("run").invoke(null) + ", ");
                  return loader;
                }
              }
            }
            """,
            runtimeJar())
        .printing("3 after 2 awaits, collected\n");
  }

  /** As an application does that a server has loaded with all its libraries. */
  private static final String LEAVING =
      """
      package app;
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      import java.time.Duration;
      import java.util.concurrent.*;
      public class Leaving {
        /** Longer than loops wait before they listen to the flight recorder. */
        static String stays() {
          return Bobbin.run(() -> {
            await(Bobbin.sleep(Duration.ofMillis(1200)));
            return Task.of("stayed, ");
          });
        }
        static String isHosted() throws Exception {
          ExecutorService host = Executors.newSingleThreadExecutor();
          EventLoop loop = EventLoop.on(host);
          String sum = loop.fork(() -> Adding.add(1, 2)).join();
          loop.shutdown(Duration.ofSeconds(1)).toCompletableFuture().get();
          host.shutdown();
          host.awaitTermination(10, TimeUnit.SECONDS);
          return sum + ", ";
        }
        public static String run(String how) throws Exception {
          return how.equals("hosted") ? isHosted() : stays();
        }
      }
      """;

  private static final String SERVER =
      """
      import java.lang.ref.*; import java.net.*; import java.nio.file.*;
      public class Server {
        public static void main(String[] args) throws Exception {
          var queue = new ReferenceQueue<ClassLoader>();
          var gone = new PhantomReference<>(use(args), queue);
          for (int i = 0; i < 400; i++) {
            System.gc();
            if (queue.remove(100) == gone) {
              System.out.println("collected");
              return;
            }
          }
          System.out.println("kept");
        }
        static ClassLoader use(String[] args) throws Exception {
          URL[] urls = {Path.of(args[0]).toUri().toURL(), Path.of(args[1]).toUri().toURL()};
          try (var loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            System.out.print(
                loader.loadClass("app.Leaving").getMethod("run", String.class).invoke(null, args[2]));
            return loader;
          }
        }
      }
      """;

  private ChildJvm.Ended undeploy(String how, String... options) throws Exception {
    Path classes =
        new Program(directory.resolve("leaving"))
            .file("app/Adding.java", Program.ADDING)
            .file("app/Leaving.java", LEAVING)
            .compile("-classpath", runtimeJar().toString());
    Path server = new Program(directory.resolve("server")).file("Server.java", SERVER).compile();
    List<String> command = new ArrayList<>(List.of(options));
    command.addAll(List.of(agent(""), "-cp", server.toString(), "Server", classes.toString()));
    command.addAll(List.of(runtimeJar().toString(), how));
    return ChildJvm.run(directory, command.toArray(new String[0]));
  }

  @Test
  void aRuntimeWhoseLoopsAreClosedIsCollected() throws Exception {
    undeploy("stays").quietly("stayed, collected\n");
  }

  @Test
  void aRuntimeThatWasShownByJmxIsCollected() throws Exception {
    undeploy("stays", "-Dbobbin.jmx=true").quietly("stayed, collected\n");
  }

  @Test
  void aRuntimeThatWasRecordedIsCollected() throws Exception {
    Path file = directory.resolve("leaving.jfr");
    ChildJvm.Ended ended =
        undeploy("stays", "-XX:StartFlightRecording:filename=" + file, "-Xlog:disable");
    // JDK 17 says first what it was asked to record.
    assertTrue(ended.out().endsWith("stayed, collected\n"), ended::toString);
    Set<String> told = new TreeSet<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      told.add(event.getEventType().getName());
    }
    assertTrue(told.contains("dev.bobbin.Loop"), told::toString);
  }

  @Test
  void aRuntimeOfHostedLoopsIsCollected() throws Exception {
    undeploy("hosted").quietly("3 after 2 awaits, collected\n");
  }
}
