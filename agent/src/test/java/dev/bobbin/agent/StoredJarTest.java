package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredJarTest {

  @TempDir Path directory;

  /** The first one has more in its header than in the directory: JarOutputStream marks it so. */
  @Test
  void readsEachEntry() throws IOException {
    StoredJar jar = opened(jar(ZipEntry.STORED, ""));

    assertEquals("of a", content(jar, "a.class"));
    assertEquals("", content(jar, "empty"));
    assertEquals("of b", content(jar, "b/b.class"));
    assertNull(jar.read("c.class"));
  }

  @Test
  void leavesOtherJarsToOthers() throws IOException {
    assertNull(StoredJar.open(jar(ZipEntry.DEFLATED, "").toFile()));
    assertNull(StoredJar.open(jar(ZipEntry.STORED, "with a comment").toFile()));
    assertNull(StoredJar.open(Files.write(directory.resolve("none.jar"), new byte[99]).toFile()));
    assertNull(StoredJar.open(Files.write(directory.resolve("short.jar"), new byte[9]).toFile()));
  }

  @Test
  void tellsThatItWasReplaced() throws IOException {
    Path file = jar(ZipEntry.STORED, "");
    StoredJar jar = opened(file);
    Files.write(file, new byte[(int) Files.size(file)]);

    assertThrows(IOException.class, () -> jar.read("b/b.class"));
  }

  @Test
  void aTruncatedJarIsNone() throws IOException {
    byte[] whole = Files.readAllBytes(jar(ZipEntry.STORED, ""));
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(directory.resolve("part.jar"), Arrays.copyOf(whole, length));
      assertNull(StoredJar.open(file.toFile()), length + " bytes of " + whole.length);
    }
  }

  private static StoredJar opened(Path file) throws IOException {
    StoredJar jar = StoredJar.open(file.toFile());
    assertNotNull(jar);
    return jar;
  }

  private static String content(StoredJar jar, String name) throws IOException {
    ByteBuffer content = jar.read(name);
    assertNotNull(content, name);
    return StandardCharsets.US_ASCII.decode(content).toString();
  }

  private Path jar(int method, String comment) throws IOException {
    Path file = directory.resolve("some.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
      out.setMethod(method);
      out.setComment(comment);
      write(out, "a.class", "of a");
      write(out, "empty", "");
      write(out, "b/b.class", "of b");
    }
    return file;
  }

  private static void write(JarOutputStream out, String name, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }
}
