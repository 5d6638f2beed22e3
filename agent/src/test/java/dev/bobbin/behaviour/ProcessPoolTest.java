package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.process.ProcessPool;
import java.io.File;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test starts JVMs, small ones. */
class ProcessPoolTest {

  private static final String[] SMALL = {"-Xmx32m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"};

  private static ProcessPool pool(int processes) {
    return ProcessPool.builder().processes(processes).jvmOptions(SMALL).build();
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  /** Runs {@code code} in a child of its own, as a program would that has no loop yet. */
  private static <T> T call(ProcessPool.Call<T> code) {
    try (var pool = pool(1)) {
      return run(() -> pool.call(code));
    }
  }

  // === Values and failures ===

  @Test
  void codeRunsInAnotherProcessAndItsValueComesBack() {
    int given = 6;

    assertEquals(42, call(() -> given * 7));
    assertNotEquals(pid(), call(ProcessPoolTest::pid));
    assertNull(call(() -> null));
  }

  @Test
  void whatTheCodePrintsAndReadsIsNotInTheWay() {
    assertEquals(
        -1,
        call(
            () -> {
              System.out.println("printed by a child process of ProcessPoolTest");
              return System.in.read();
            }));
  }

  @Test
  void aClassPathMayBeLongerThanACommandLine() {
    String classPath = System.getProperty("java.class.path");
    String longer = classPath + (File.pathSeparator + "no \"such\" \\ jar.jar").repeat(10_000);
    System.setProperty("java.class.path", longer);
    try {
      assertEquals(longer, call(() -> System.getProperty("java.class.path")));
      String file = call(() -> System.getProperty("bobbin.process.arguments"));
      assertTrue(Files.notExists(Path.of(file)), file);
    } finally {
      System.setProperty("java.class.path", classPath);
    }
  }

  @Test
  void aChildThatDoesNotStartLeavesNoFileOfItsLongCommandLine() throws IOException {
    String option = "-XX:No" + UUID.randomUUID();
    String[] options = {option, "-Dlong=" + "x".repeat(200_000)};
    try (var pool = ProcessPool.builder().processes(1).jvmOptions(options).build()) {
      assertThrows(ProcessPool.DiedException.class, () -> run(() -> pool.call(() -> 1)));
    }

    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (var files = Files.newDirectoryStream(temporary, "bobbin-process-*.args")) {
      for (Path file : files) {
        assertFalse(contains(file, option), file::toString);
      }
    }
  }

  private static boolean contains(Path file, String text) throws IOException {
    try {
      return Files.readString(file).contains(text);
    } catch (NoSuchFileException deleted) {
      return false; // another JVM's
    }
  }

  @Test
  void failuresComeBackAsTheyWereThrown() {
    var failure =
        assertThrows(
            IOException.class,
            () ->
                call(
                    () -> {
                      throw new IOException("planned", new IllegalStateException("cause"));
                    }));
    assertEquals("planned", failure.getMessage());
    assertEquals(IllegalStateException.class, failure.getCause().getClass());

    assertThrows(
        AssertionError.class,
        () ->
            call(
                () -> {
                  throw new AssertionError("planned");
                }));
  }

  /** Has something that cannot be copied. */
  @SuppressWarnings("serial")
  private static final class Clumsy extends RuntimeException {
    private static final long serialVersionUID = 1;
    final Object state = new Object();

    Clumsy() {
      super("clumsy");
    }
  }

  @Test
  void whatCannotBeCopiedFailsTheCallAndNotThePool() {
    Object notSerializable = new Object();
    try (var pool = pool(1)) {
      assertThrows(
          NotSerializableException.class,
          () -> run(() -> pool.call(() -> notSerializable.hashCode())));
      assertThrows(NotSerializableException.class, () -> run(() -> pool.call(Object::new)));
      var failure =
          assertThrows(
              RuntimeException.class,
              () ->
                  run(
                      () ->
                          pool.call(
                              () -> {
                                throw new Clumsy();
                              })));

      assertTrue(failure.getMessage().contains("Clumsy: clumsy"), failure.getMessage());
      assertEquals("still there", run(() -> pool.call(() -> "still there")));
    }
  }

  @Test
  void asyncCodeRunsInTheChildToo() {
    assertEquals("woven", call(() -> run(ProcessPoolTest::woven)));
  }

  @Async
  private static Task<String> woven() {
    await(yieldNow());
    return Task.of("woven");
  }

  @Test
  void callsRunSideBySide() {
    try (var pool = pool(2)) {
      List<Long> pids =
          run(
              () -> {
                List<Task<Long>> calls = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                  calls.add(pool.call(ProcessPoolTest::pid));
                }
                return all(calls);
              });

      assertTrue(pids.stream().distinct().count() <= 2, pids::toString);
    }
  }

  // === Ends ===

  @Test
  void aChildThatDiesFailsItsCallAndIsReplaced() {
    try (var pool = pool(1)) {
      var died =
          assertThrows(
              ProcessPool.DiedException.class,
              () ->
                  run(
                      () ->
                          pool.call(
                              () -> {
                                Runtime.getRuntime().halt(3);
                                return null;
                              })));

      assertTrue(died.getMessage().contains("ended with status 3"), died.getMessage());
      assertTrue(died.getMessage().contains("ProcessPoolTest"), died.getMessage());
      assertEquals("another", run(() -> pool.call(() -> "another")));
    }
  }

  @Test
  void aChildThatDiedIdleIsReplaced() {
    try (var pool = pool(1)) {
      ProcessHandle child = ProcessHandle.of(run(() -> pool.call(ProcessPoolTest::pid))).get();
      child.destroyForcibly();
      child.onExit().join();

      assertNotEquals(child.pid(), run(() -> pool.call(ProcessPoolTest::pid)));
    }
  }

  @Test
  void cancellingACallDestroysTheChild(@TempDir Path folder) {
    File started = folder.resolve("started").toFile();
    try (var pool = pool(1);
        var loop = EventLoop.create().start()) {
      Task<Object> call = loop.fork(() -> pool.call(() -> tellAndHang(started)));
      Bounded.until("started", started::exists, loop);
      ProcessHandle child = ProcessHandle.current().children().findAny().orElseThrow();
      call.cancel("enough");

      assertThrows(CancellationException.class, () -> Bounded.get(call, loop));
      assertFalse(child.isAlive());
    }
  }

  private static Object tellAndHang(File started) throws Exception {
    Files.createFile(started.toPath());
    new CountDownLatch(1).await();
    return "never";
  }

  @Test
  void closingLetsAcceptedCallsEndAndRefusesOthers() {
    run(
        () -> {
          var pool = pool(1);
          Task<Integer> accepted = pool.call(() -> 1);
          await(pool.closeAsync());
          assertEquals(1, accepted.resultNow());
          await(pool.closeAsync());
          assertEquals(
              RejectedExecutionException.class, pool.call(() -> 2).exceptionNow().getClass());
          return Task.done();
        });
  }

  @Test
  void closeInTheWayOfALoopSaysWhatToWrite() {
    try (var pool = pool(1)) {
      var error =
          assertThrows(
              IllegalStateException.class,
              () ->
                  run(
                      () -> {
                        closeAndBlock(pool);
                        return Task.done();
                      }));

      assertTrue(error.getMessage().contains("closeAsync"), error.getMessage());
    }
  }

  private static void closeAndBlock(ProcessPool pool) {
    pool.close();
  }

  // === Limits ===

  @Test
  void tooManyCallsAreRejectedWithTheRemedy(@TempDir Path folder) {
    File goOn = folder.resolve("go on").toFile();
    try (var pool = ProcessPool.builder().processes(1).maxQueued(1).jvmOptions(SMALL).build()) {
      run(
          () -> {
            Task<Boolean> running = pool.call(() -> waitFor(goOn));
            Task<Boolean> waiting = pool.call(() -> waitFor(goOn));
            Throwable rejected = pool.call(() -> true).exceptionNow();
            assertEquals(RejectedExecutionException.class, rejected.getClass());
            assertTrue(rejected.getMessage().contains("maxQueued"), rejected.getMessage());
            assertTrue(goOn.createNewFile());
            assertTrue(await(running) && await(waiting));
            return Task.done();
          });
    }
  }

  private static boolean waitFor(File file) {
    Bounded.until("there is " + file, file::exists);
    return true;
  }

  private record Point(int x, int y) implements Serializable {}

  @Test
  void theFilterHoldsInBothDirections() {
    try (var pool =
        ProcessPool.builder()
            .processes(1)
            .jvmOptions(SMALL)
            .inputFilter("!dev.bobbin.behaviour.ProcessPoolTest$Point;*")
            .build()) {
      Point point = new Point(1, 2);

      assertThrows(InvalidClassException.class, () -> run(() -> pool.call(() -> point.x())));
      assertThrows(InvalidClassException.class, () -> run(() -> pool.call(() -> new Point(3, 4))));
      assertEquals(5, run(() -> pool.call(() -> 5)));
    }
    assertThrows(IllegalArgumentException.class, () -> ProcessPool.builder().inputFilter("a=b=c"));
  }
}
