package dev.bobbin.agent;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A jar whose entries are not compressed, as the build writes the agent's: an entry is read by one
 * call of the operating system. {@code ZipFile} takes ten times as long while a JVM starts, for it
 * is interpreted then, and does a lot for each of the weaver's 150 classes. Used by any thread.
 */
final class StoredJar {
  private static final int DIRECTORY_END = 0x06054b50;
  private static final int DIRECTORY_END_LENGTH = 22;
  private static final int DIRECTORY_ENTRY = 0x02014b50;
  private static final int DIRECTORY_ENTRY_LENGTH = 46;
  private static final int HEADER = 0x04034b50;
  private static final int HEADER_LENGTH = 30;
  private static final int MOST_EXTRA = 64; // of a header: none of ours has more than 4 bytes

  private final RandomAccessFile file;
  private final ByteBuffer directory;
  private final Map<String, Integer> entries = new HashMap<>(1024); // where in the directory

  private StoredJar(RandomAccessFile file, ByteBuffer directory) {
    this.file = file;
    this.directory = directory;
  }

  /** Returns null for a jar that was written in another way. */
  static @Nullable StoredJar open(File jar) throws IOException {
    RandomAccessFile file = new RandomAccessFile(jar, "r");
    try {
      StoredJar opened = open(file);
      if (opened == null) {
        file.close();
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static @Nullable StoredJar open(RandomAccessFile file) throws IOException {
    long length = file.length();
    if (length < DIRECTORY_END_LENGTH || length > Integer.MAX_VALUE) {
      return null;
    }
    ByteBuffer end = read(file, length - DIRECTORY_END_LENGTH, DIRECTORY_END_LENGTH);
    int size = end.getInt(12);
    int start = end.getInt(16);
    if (end.getInt(0) != DIRECTORY_END || size < 0 || start < 0 || start > length - size) {
      return null; // it has a comment, or is none
    }
    StoredJar jar = new StoredJar(file, read(file, start, size));
    return jar.isIndexed() ? jar : null;
  }

  private boolean isIndexed() {
    int next;
    for (int at = 0; at < directory.limit(); at = next) {
      if (at + DIRECTORY_ENTRY_LENGTH > directory.limit()
          || directory.getInt(at) != DIRECTORY_ENTRY
          || directory.getShort(at + 10) != 0 // compressed
          || directory.getInt(at + 24) < 0
          || directory.getInt(at + 42) < 0) {
        return false;
      }
      int nameLength = u2(directory, at + 28);
      int nameAt = at + DIRECTORY_ENTRY_LENGTH;
      next = nameAt + nameLength + u2(directory, at + 30) + u2(directory, at + 32);
      if (next > directory.limit()) {
        return false;
      }
      byte[] name = new byte[nameLength];
      directory.get(nameAt, name);
      entries.put(new String(name, StandardCharsets.ISO_8859_1), at);
    }
    return true;
  }

  /** The content of an entry, from its position to its limit; null if there is no such entry. */
  @Nullable ByteBuffer read(String name) throws IOException {
    Integer at = entries.get(name);
    if (at == null) {
      return null;
    }
    int size = directory.getInt(at + 24);
    int header = directory.getInt(at + 42);
    int most = HEADER_LENGTH + name.length() + MOST_EXTRA + size;
    ByteBuffer entry = read(file, header, (int) Math.min(most, file.length() - header));
    int start = HEADER_LENGTH + u2(entry, 26) + u2(entry, 28);
    if (entry.getInt(0) != HEADER || start + size > entry.limit()) {
      throw new IOException("the agent's jar was changed since it was opened");
    }
    return entry.position(start).limit(start + size);
  }

  private static ByteBuffer read(RandomAccessFile file, long at, int length) throws IOException {
    byte[] bytes = new byte[length];
    synchronized (file) {
      file.seek(at);
      file.readFully(bytes);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int u2(ByteBuffer bytes, int at) {
    return bytes.getShort(at) & 0xFFFF;
  }
}
