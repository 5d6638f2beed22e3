package dev.bobbin.net;

import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import dev.bobbin.UninterruptedCall;
import dev.bobbin.stream.AsyncStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.stream.Stream;

/**
 * {@link Files} for tasks: the same names, options and exceptions. The counterpart of Python's
 * {@code aiofiles}.
 *
 * <pre>{@code
 * String text = await(AsyncFiles.readString(path));
 * List<String> errors = await(AsyncFiles.lines(log).filter(l -> l.contains("ERROR")).toList());
 * }</pre>
 *
 * <p>No operating system tells when a file is ready, so each call runs on a thread of {@link
 * Bobbin#blocking}, and counts in the loop's limit of those; the outcome comes back on the loop.
 * Arrays and buffers belong to the call until its task is done.
 *
 * <p><b>Cancelling.</b> A call that still waits for a thread is withdrawn. One that has begun is
 * carried out, never interrupted: whoever awaits it gets its outcome, and the cancellation at the
 * next await that waits. So a write is done as a whole or not at all as far as cancelling goes, no
 * byte that was read is lost, and an opened file reaches the statement that closes it. A disk that
 * fills up may leave a part behind, and the exception says so: who needs all or nothing writes to
 * another name and {@link #move}s that. Reading a named pipe or a terminal may keep a thread, and
 * the loop from closing, until there is something to read.
 *
 * <p>Calls throw IllegalStateException where no loop runs on the thread; streams do so when asked.
 */
public final class AsyncFiles {

  /** What a path weighs among {@link Batches#WEIGHT}. */
  private static final int PATH_WEIGHT = 256;

  /** What a line weighs beside its characters. */
  private static final int LINE_WEIGHT = 64;

  private AsyncFiles() {}

  /** Runs a call of the file system on the loop's blocking executor. */
  static <T> Task<T> call(UninterruptedCall<T> io) {
    return Bobbin.blocking(io);
  }

  // === Whole files ===

  /** All bytes of a file. */
  public static Task<byte[]> readAllBytes(Path file) {
    return call(() -> Files.readAllBytes(file));
  }

  /** All of a file as text in UTF-8; fails if it is none. */
  public static Task<String> readString(Path file) {
    return readString(file, StandardCharsets.UTF_8);
  }

  /** All of a file as text; fails with CharacterCodingException if it is none. */
  public static Task<String> readString(Path file, Charset charset) {
    return call(() -> Files.readString(file, charset));
  }

  /**
   * Writes all of a file, which is made or, by default, replaced.
   *
   * @param bytes not to be changed before the task is done
   */
  public static Task<Path> write(Path file, byte[] bytes, OpenOption... options) {
    return call(() -> Files.write(file, bytes, options));
  }

  /** The same for text, in UTF-8. */
  public static Task<Path> writeString(Path file, CharSequence text, OpenOption... options) {
    return writeString(file, text, StandardCharsets.UTF_8, options);
  }

  /** The same for text. */
  public static Task<Path> writeString(
      Path file, CharSequence text, Charset charset, OpenOption... options) {
    return call(() -> Files.writeString(file, text, charset, options));
  }

  /** Adds text in UTF-8 to the end of a file, which is made if there is none. */
  public static Task<Path> append(Path file, CharSequence text) {
    return writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  // === Piece by piece ===

  /**
   * Opens a file, by default for reading.
   *
   * @see FileChannel#open(Path, OpenOption...)
   */
  public static Task<AsyncFile> open(Path file, OpenOption... options) {
    return call(() -> new AsyncFile(file, FileChannel.open(file, options)));
  }

  /** The lines of a file in UTF-8; see {@link #lines(Path, Charset)}. */
  public static AsyncStream<String> lines(Path file) {
    return lines(file, StandardCharsets.UTF_8);
  }

  /**
   * The lines of a file, without their ends. They are read some thousand characters at a time, each
   * time when those have been taken. The file is open from the first element to the end, a failure
   * or the stream's closing.
   */
  public static AsyncStream<String> lines(Path file, Charset charset) {
    return AsyncStream.iterating(
        () ->
            new Batches<>(
                () -> linesOf(Files.newBufferedReader(file, charset)),
                line -> line.length() + LINE_WEIGHT));
  }

  private static Stream<String> linesOf(BufferedReader reader) {
    return reader
        .lines()
        .onClose(
            () -> {
              try {
                reader.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  // === Directories ===

  /** What is in a directory, in no order; read as {@link #lines} are. */
  @SuppressWarnings("StreamResourceLeak") // Batches closes it
  public static AsyncStream<Path> list(Path directory) {
    return AsyncStream.iterating(() -> new Batches<>(() -> Files.list(directory), PATH_WEIGHT));
  }

  /** A file or directory and all below it, each directory before what is in it. */
  public static AsyncStream<Path> walk(Path start, FileVisitOption... options) {
    return walk(start, Integer.MAX_VALUE, options);
  }

  /** The same down to a depth; 0 is the start alone. */
  @SuppressWarnings("StreamResourceLeak") // Batches closes it
  public static AsyncStream<Path> walk(Path start, int maxDepth, FileVisitOption... options) {
    return AsyncStream.iterating(
        () -> new Batches<>(() -> Files.walk(start, maxDepth, options), PATH_WEIGHT));
  }

  /** Makes a directory and those above it that are missing. */
  public static Task<Path> createDirectories(Path directory, FileAttribute<?>... attributes) {
    return call(() -> Files.createDirectories(directory, attributes));
  }

  // === Files as such ===

  /** Copies a file, or makes an empty directory like the source. */
  public static Task<Path> copy(Path source, Path target, CopyOption... options) {
    return call(() -> Files.copy(source, target, options));
  }

  /** Moves or renames a file or directory. */
  public static Task<Path> move(Path source, Path target, CopyOption... options) {
    return call(() -> Files.move(source, target, options));
  }

  /** Deletes a file or an empty directory, which has to be there. */
  public static Task<Void> delete(Path path) {
    return call(
        () -> {
          Files.delete(path);
          return null;
        });
  }

  /** Deletes a file or an empty directory; tells whether there was one. */
  public static Task<Boolean> deleteIfExists(Path path) {
    return call(() -> Files.deleteIfExists(path));
  }

  /** Whether there is such a file; false as well where that cannot be found out. */
  public static Task<Boolean> exists(Path path, LinkOption... options) {
    return call(() -> Files.exists(path, options));
  }

  /** How many bytes a file has. */
  public static Task<Long> size(Path file) {
    return call(() -> Files.size(file));
  }

  /** Size, times and kind of a file, read at once. */
  public static Task<BasicFileAttributes> readAttributes(Path path, LinkOption... options) {
    return call(() -> Files.readAttributes(path, BasicFileAttributes.class, options));
  }
}
