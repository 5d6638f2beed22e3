package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncFiles;
import dev.bobbin.stream.AsyncIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files and directories as a whole, and streams of what is in them. */
@Timeout(60)
class AsyncFilesTest {

  @TempDir private Path directory;

  // === Whole files ===

  @Test
  void whatIsWrittenIsRead() {
    Path file = directory.resolve("file");
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    run(
        () -> {
          assertEquals(file, await(AsyncFiles.write(file, bytes)));
          assertArrayEquals(bytes, await(AsyncFiles.readAllBytes(file)));
          assertEquals(300_000, await(AsyncFiles.size(file)));
          await(AsyncFiles.writeString(file, "grün"));
          await(AsyncFiles.append(file, "!"));
          assertEquals("grün!", await(AsyncFiles.readString(file)));
          await(AsyncFiles.writeString(file, "grün", StandardCharsets.ISO_8859_1));
          assertEquals("grün", await(AsyncFiles.readString(file, StandardCharsets.ISO_8859_1)));
          return Task.done();
        });
  }

  @Test
  void failuresAreThoseOfNioAndNameThePath() {
    Path missing = directory.resolve("missing");
    for (Task<?> failed :
        run(
            () -> {
              List<Task<?>> tasks =
                  List.of(
                      AsyncFiles.readString(missing),
                      AsyncFiles.size(missing),
                      AsyncFiles.delete(missing),
                      AsyncFiles.open(missing),
                      AsyncFiles.copy(missing, directory.resolve("copy")),
                      AsyncFiles.lines(missing).toList(),
                      AsyncFiles.walk(missing).toList());
              for (Task<?> task : tasks) {
                await(Outcome.endOf(task));
              }
              return Task.of(tasks);
            })) {
      assertEquals(
          missing.toString(), Ended.failureOf(failed, NoSuchFileException.class).getFile());
    }
    assertThrows(
        DirectoryNotEmptyException.class,
        () ->
            run(
                () -> {
                  await(AsyncFiles.writeString(directory.resolve("a"), ""));
                  return AsyncFiles.delete(directory);
                }));
    assertThrows(
        FileAlreadyExistsException.class,
        () ->
            run(
                () ->
                    AsyncFiles.writeString(
                        directory.resolve("a"), "", StandardOpenOption.CREATE_NEW)));
  }

  @Test
  void filesAreCopiedMovedListedAndDeleted() {
    Path below = directory.resolve("one").resolve("two");
    Path source = below.resolve("source");
    Path target = below.resolve("target");
    run(
        () -> {
          await(AsyncFiles.createDirectories(below));
          await(AsyncFiles.writeString(source, "text"));
          assertEquals(target, await(AsyncFiles.copy(source, target)));
          await(AsyncFiles.move(source, directory.resolve("moved")));
          assertFalse(await(AsyncFiles.exists(source)));
          assertTrue(await(AsyncFiles.exists(target)));
          assertTrue(await(AsyncFiles.readAttributes(below)).isDirectory());
          assertEquals(
              Set.of("one", "moved"),
              await(
                  AsyncFiles.list(directory)
                      .map(path -> path.getFileName().toString())
                      .collect(Collectors.toSet())));
          List<Path> all = await(AsyncFiles.walk(directory).toList());
          assertEquals(
              Set.of(directory, below.getParent(), below, target, directory.resolve("moved")),
              Set.copyOf(all));
          assertTrue(all.indexOf(below) < all.indexOf(target));
          assertEquals(List.of(directory), await(AsyncFiles.walk(directory, 0).toList()));
          assertTrue(await(AsyncFiles.deleteIfExists(target)));
          assertFalse(await(AsyncFiles.deleteIfExists(target)));
          await(AsyncFiles.delete(below));
          return Task.done();
        });
  }

  // === Streams ===

  private Path linesFile(int count) {
    Path file = directory.resolve("lines");
    try {
      return Files.write(
          file, IntStream.range(0, count).mapToObj(i -> "line " + i).collect(Collectors.toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOpen(Path file) {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.anyMatch(
          descriptor -> {
            try {
              return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
            } catch (IOException closedMeanwhile) {
              return false;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void linesComeInOrderAndOneStreamCanBeReadTwice() {
    Path file = linesFile(20_000);
    var lines = AsyncFiles.lines(file);

    List<String> first = run(() -> lines.toList());

    assertEquals(20_000, first.size());
    assertEquals("line 19999", first.get(19_999));
    assertEquals(first, run(() -> lines.toList()));
  }

  @Test
  void linesAreReadInBatchesEachWhenTheOneBeforeWasTaken() {
    Path file = linesFile(10_000);
    var calls = new AtomicInteger();
    try (var loop =
        EventLoop.builder()
            .blockingExecutor(
                call -> {
                  calls.incrementAndGet();
                  new Thread(call).start();
                })
            .build()) {
      loop.run(
          () -> {
            var lines = AsyncFiles.lines(file).iterator();
            assertEquals(0, calls.get());
            for (int i = 0; i < 100; i++) {
              assertTrue(await(lines.hasNext()));
              assertEquals("line " + i, lines.next());
            }
            assertEquals(1, calls.get());
            while (await(lines.hasNext())) {
              lines.next();
            }
            assertTrue(calls.get() > 10 && calls.get() < 50, calls::toString);
            return Task.done();
          });
    }
  }

  @Test
  void anIteratorThatIsNotAskedProperlySaysSo() {
    Path file = linesFile(2);
    run(
        () -> {
          AsyncIterator<String> lines = AsyncFiles.lines(file).iterator();
          assertThrows(NoSuchElementException.class, lines::next);
          Task<Boolean> asked = lines.hasNext();
          assertThrows(NoSuchElementException.class, lines::next);
          assertThrows(IllegalStateException.class, lines::hasNext);
          assertThrows(IllegalStateException.class, lines::closeAsync);
          assertTrue(await(asked));
          assertTrue(await(lines.hasNext()));
          assertEquals("line 0", lines.next());
          assertThrows(NoSuchElementException.class, lines::next);
          await(lines.closeAsync());
          assertFalse(await(lines.hasNext()));
          return Task.done();
        });
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aStreamThatIsEndedEarlyClosesItsFile() {
    Path file = linesFile(10_000);
    run(
        () -> {
          assertEquals(List.of("line 0"), await(AsyncFiles.lines(file).take(1).toList()));
          assertFalse(isOpen(file));
          try (var lines = AsyncFiles.lines(file).iterator()) {
            assertTrue(await(lines.hasNext()));
            assertTrue(isOpen(file));
          }
          assertFalse(isOpen(file));
          Task<Void> cancelled =
              AsyncFiles.lines(file)
                  .forEach(
                      line -> {
                        Task.current().cancel("enough");
                        return yieldNow();
                      });
          await(Outcome.endOf(cancelled));
          Ended.assertCancelled(cancelled);
          assertFalse(isOpen(file));
          return Task.done();
        });
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFailureComesBehindTheLinesBeforeItAndClosesTheFile() throws IOException {
    Path file = linesFile(10_000);
    Files.write(file, new byte[] {'a', (byte) 0xFF, '\n'}, StandardOpenOption.APPEND);
    var seen = new ArrayList<String>();

    assertThrows(
        MalformedInputException.class,
        () ->
            run(
                () ->
                    AsyncFiles.lines(file)
                        .forEach(
                            line -> {
                              seen.add(line);
                              return Task.done();
                            })));

    assertTrue(seen.size() > 9_000, () -> seen.size() + " lines");
    assertEquals("line " + (seen.size() - 1), seen.get(seen.size() - 1));
    assertFalse(isOpen(file));
  }

  @Test
  void aStreamOfNothingEndsAtOnce() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty"));
    assertEquals(List.of(), run(() -> AsyncFiles.lines(empty).toList()));
  }
}
