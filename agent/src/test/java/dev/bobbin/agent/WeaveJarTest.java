package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ByteVector;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** {@code weave} with jars, as odd as jars can be. */
class WeaveJarTest {
  private static final String FRAME = "app/Adding$add$frame$1.class";
  private static final LocalDateTime NOON = LocalDateTime.of(2020, 2, 2, 12, 0, 2);

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private byte[] adding;
  private Path jar;

  @BeforeEach
  void compile() throws IOException {
    Path classes = Program.adding(directory).compileHere();
    adding = Files.readAllBytes(classes.resolve("app/Adding.class"));
    jar = directory.resolve("app.jar");
  }

  private int weave(Object... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        Stream.concat(Stream.of("weave"), Stream.of(arguments).map(Object::toString))
            .toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /**
   * Entries from names to contents, each at noon; uncompressed where the name ends with {@code !}.
   */
  private void pack(Object... namesAndContents) throws IOException {
    pack(Files.newOutputStream(jar), namesAndContents);
  }

  private static void pack(OutputStream to, Object... namesAndContents) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(to)) {
      zip.setComment("a comment");
      for (int i = 0; i < namesAndContents.length; i += 2) {
        String name = (String) namesAndContents[i];
        byte[] content =
            namesAndContents[i + 1] instanceof byte[] bytes
                ? bytes
                : ((String) namesAndContents[i + 1]).getBytes(StandardCharsets.UTF_8);
        ZipEntry entry = new ZipEntry(name.replace("!", ""));
        entry.setTimeLocal(NOON);
        entry.setComment("about " + i);
        if (name.endsWith("!")) {
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
  }

  private List<ZipEntry> entries() throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return List.copyOf(Collections.list(zip.entries()));
    }
  }

  private List<String> names() throws IOException {
    return entries().stream().map(ZipEntry::getName).toList();
  }

  private byte[] content(String name) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.getInputStream(zip.getEntry(name)).readAllBytes();
    }
  }

  private void assertRuns() throws Exception {
    URL[] urls = {jar.toUri().toURL()};
    try (var loader = new URLClassLoader(urls, WeaveJarTest.class.getClassLoader())) {
      assertEquals(
          "3 after 2 awaits", loader.loadClass("app.Adding").getMethod("run").invoke(null));
    }
  }

  @Test
  void keepsAllThatIsNotWovenAndTheLookOfWhatIs() throws Exception {
    String manifest = "Manifest-Version: 1.0\r\nMain-Class: app.Main\r\n\r\n";
    pack(
        "META-INF/",
        "",
        "META-INF/MANIFEST.MF",
        manifest,
        "app/",
        "",
        "app/z.txt!",
        "zzz",
        "app/Adding.class",
        adding,
        "app/a.txt",
        "a".repeat(1000));

    assertEquals(Main.DONE, weave(jar), this::err);

    assertEquals(
        List.of(
            "META-INF/",
            "META-INF/MANIFEST.MF",
            "app/",
            "app/z.txt",
            FRAME,
            "app/Adding.class",
            "app/a.txt"),
        names());
    assertEquals(manifest, new String(content("META-INF/MANIFEST.MF"), StandardCharsets.UTF_8));
    for (ZipEntry entry : entries()) {
      assertEquals(NOON, entry.getTimeLocal(), entry::getName);
      assertEquals(
          entry.getName().equals("app/z.txt") ? ZipEntry.STORED : ZipEntry.DEFLATED,
          entry.getMethod());
      assertEquals(!entry.getName().equals(FRAME), entry.getComment() != null, entry::getName);
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      assertEquals("a comment", zip.getComment());
    }
    assertRuns();
    assertEquals("classes woven: 1, refused: 0\n", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aSecondRunLeavesTheFileAlone() throws Exception {
    pack("app/Adding.class!", adding);
    assertEquals(Main.DONE, weave(jar), this::err);
    assertTrue(entries().stream().allMatch(entry -> entry.getMethod() == ZipEntry.STORED));
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));

    assertEquals(Main.DONE, weave(jar), this::err);

    assertEquals(FileTime.fromMillis(0), Files.getLastModifiedTime(jar));
    assertRuns();
  }

  @Test
  void framesThatNoClassNeedsAnyMoreGo() throws Exception {
    pack("app/Adding.class", adding);
    assertEquals(Main.DONE, weave(jar), this::err);
    byte[] frame = content(FRAME);
    byte[] woven = content("app/Adding.class");

    pack("app/Adding.class", woven, FRAME, frame, "app/Gone$go$frame$1.class", frame);
    assertEquals(Main.DONE, weave(jar), this::err);
    assertEquals(List.of("app/Adding.class", FRAME, "app/Gone$go$frame$1.class"), names());

    pack(FRAME, frame, "app/a.txt", "a");
    assertEquals(Main.DONE, weave(jar), this::err);
    assertEquals(List.of("app/a.txt"), names());
  }

  @Test
  void goesElsewhereUnderItsNameWovenOrNot() throws Exception {
    Path output = directory.resolve("out put");
    Path plain = directory.resolve("plain.jar");
    pack(Files.newOutputStream(plain), "a.txt", "a");
    pack("app/Adding.class", adding);
    byte[] before = Files.readAllBytes(jar);

    assertEquals(Main.DONE, weave("--output", output, jar, plain), this::err);

    assertArrayEquals(before, Files.readAllBytes(jar));
    assertArrayEquals(Files.readAllBytes(plain), Files.readAllBytes(output.resolve("plain.jar")));
    jar = output.resolve("app.jar");
    assertRuns();
    assertEquals(2, output.toFile().list().length);
  }

  @Test
  void versionsOfAClassAreWovenEachWithItsFrame() throws Exception {
    pack(
        "META-INF/MANIFEST.MF",
        "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n",
        "app/Adding.class",
        adding,
        "META-INF/versions/17/app/Adding.class",
        adding);

    assertEquals(Main.DONE, weave(jar), this::err);

    assertEquals(
        List.of(
            "META-INF/MANIFEST.MF",
            FRAME,
            "app/Adding.class",
            "META-INF/versions/17/" + FRAME,
            "META-INF/versions/17/app/Adding.class"),
        names());
    assertRuns();
  }

  @Test
  void jarsInsideStayAsTheyAreAndClassesOfAnApplicationAreWoven() throws Exception {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    pack(inner, "app/Adding.class", adding);
    pack(
        "BOOT-INF/lib/inner.jar!",
        inner.toByteArray(),
        "BOOT-INF/classes/app/Adding.class",
        adding);

    assertEquals(Main.DONE, weave(jar), this::err);

    assertEquals(
        List.of(
            "BOOT-INF/lib/inner.jar",
            "BOOT-INF/classes/" + FRAME,
            "BOOT-INF/classes/app/Adding.class"),
        names());
    assertEquals(ZipEntry.STORED, entries().get(0).getMethod());
    assertArrayEquals(inner.toByteArray(), content("BOOT-INF/lib/inner.jar"));
  }

  @Test
  void aSignedJarIsRefusedUnlessThereIsNothingToWeave() throws Exception {
    pack("META-INF/KEY.SF", "Signature-Version: 1.0\r\n\r\n", "app/Adding.class", adding);
    byte[] before = Files.readAllBytes(jar);

    assertEquals(Main.REFUSED, weave(jar));

    assertTrue(err().contains("app.jar is signed (META-INF/KEY.SF)"), err());
    assertArrayEquals(before, Files.readAllBytes(jar));
    pack("META-INF/KEY.SF", "Signature-Version: 1.0\r\n\r\n", "a.txt", "a");
    assertEquals(Main.DONE, weave(jar), this::err);
  }

  @Test
  void anEntryThatIsThereTwiceIsRefusedAndADirectoryTwiceIsNot() throws Exception {
    pack("app/", "", "ap_/", "", "app/Adding.class", adding, "a.txt", "a", "b.txt", "b");
    rename("ap_/", "app/");
    assertEquals(Main.DONE, weave(jar), this::err);
    assertEquals(List.of("app/", FRAME, "app/Adding.class", "a.txt", "b.txt"), names());

    pack("app/Adding.class", adding, "a.txt", "a", "b.txt", "b");
    rename("b.txt", "a.txt");
    byte[] before = Files.readAllBytes(jar);
    assertEquals(Main.REFUSED, weave(jar));
    assertTrue(err().contains("app.jar has the entry a.txt twice"), err());
    assertArrayEquals(before, Files.readAllBytes(jar));
  }

  /** Names are of the same length, so that nothing moves. */
  private void rename(String from, String to) throws IOException {
    String bytes = Files.readString(jar, StandardCharsets.ISO_8859_1);
    Files.writeString(jar, bytes.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aJarBehindAStartScriptIsRefused() throws Exception {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    zip.write("#!/bin/sh\nexec java -jar $0\n".getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    pack(plain, "app/Adding.class", adding);
    zip.write(plain.toByteArray());
    Files.write(jar, zip.toByteArray());

    assertEquals(Main.REFUSED, weave(jar));

    assertTrue(err().contains("something before its first entry"), err());
    assertArrayEquals(zip.toByteArray(), Files.readAllBytes(jar));
  }

  @Test
  void aClassThatWasWovenForAnotherRuntimeIsNamed() throws Exception {
    pack("app/Adding.class", adding);
    weave(jar);
    ClassWriter forged = new ClassWriter(0);
    new ClassReader(content("app/Adding.class"))
        .accept(
            new ClassVisitor(Opcodes.ASM9, forged) {
              @Override
              public void visitAttribute(Attribute mark) {
                super.visitAttribute(new OtherAbi(mark.type));
              }
            },
            0);
    pack("app/Adding.class", forged.toByteArray());

    assertEquals(Main.REFUSED, weave(jar));

    assertTrue(err().contains("app.jar: app.Adding: woven before by Bobbin 9.9.9 (ABI 99)"), err());
  }

  private static final class OtherAbi extends Attribute {
    OtherAbi(String type) {
      super(type);
    }

    @Override
    protected ByteVector write(
        ClassWriter writer, byte[] code, int codeLength, int maxStack, int maxLocals) {
      return new ByteVector().putShort(writer.newUTF8("9.9.9")).putShort(99).putShort(0);
    }
  }

  @Test
  void aLinkStaysALinkAndTheJarBehindItIsWoven() throws Exception {
    pack("app/Adding.class", adding);
    Path link =
        Files.createSymbolicLink(
            Files.createDirectories(directory.resolve("links")).resolve("link.jar"), jar);

    assertEquals(Main.DONE, weave(link), this::err);

    assertTrue(Files.isSymbolicLink(link));
    assertRuns();
  }

  @Test
  void aRunThatCannotWriteLeavesTheJarAndSaysWhy() throws Exception {
    pack("app/Adding.class", adding);
    byte[] before = Files.readAllBytes(jar);
    Path inTheWay = directory.resolve("app.jar.bobbin");
    Files.writeString(Files.createDirectories(inTheWay).resolve("file"), "");

    assertEquals(Main.UNUSABLE, weave(jar));

    assertTrue(err().contains("cannot write "), err());
    assertArrayEquals(before, Files.readAllBytes(jar));
    assertFalse(Files.isRegularFile(inTheWay));
  }

  @Test
  void whatIsNoJarIsSaid() throws Exception {
    for (String content : List.of("", "no jar", "PK\u0003\u0004")) {
      Files.writeString(jar, content);

      assertEquals(Main.UNUSABLE, weave(jar));

      assertTrue(err().contains("app.jar is not a jar: "), err());
      assertEquals(content, Files.readString(jar));
    }
  }
}
