package dev.bobbin.torture;

import dev.bobbin.weave.ClassHierarchy;
import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.WovenClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Makes the async jar of a library. */
final class TorturedJar {

  /** So that a woven method stays below the JVM's limit. */
  private static final int MOST_POINTS_OF_A_METHOD = 256;

  private final Settings settings;
  private final Map<String, byte[]> entries;
  private final Weaver weaver;
  private final Map<String, byte[]> made = new TreeMap<>();
  private final List<String> refused = new ArrayList<>();
  private int methods;
  private int points;
  private int bytesBefore;
  private int bytesAfter;
  private long nanos;

  /**
   * How to torture.
   *
   * @param k an await before every k-th instruction, or fewer in very long methods
   * @param seed decides where to begin
   * @param weaves false for the control run
   */
  record Settings(int k, long seed, boolean weaves) {}

  /**
   * What was made.
   *
   * @param points how many awaits were inserted; calls of twins that are awaited come on top
   * @param refused classes that could not be woven, and why; they are as they were
   * @param bytesBefore size of the classes that have twins, before weaving
   * @param bytesAfter size of the same and of their frame classes
   */
  record Made(
      Path jar,
      int methods,
      int points,
      List<String> refused,
      int bytesBefore,
      int bytesAfter,
      long weavingNanos) {}

  private TorturedJar(Library library, Settings settings) {
    this.settings = settings;
    this.entries = read(library.jar());
    this.weaver = new Weaver(ClassHierarchy.of(this::find));
  }

  static Made write(Library library, Settings settings, Path to) throws IOException {
    return new TorturedJar(library, settings).write(to);
  }

  private Made write(Path to) throws IOException {
    entries.forEach(
        (name, bytes) -> {
          if (name.endsWith(".class") && !name.endsWith("-info.class")) {
            torture(name, bytes);
          } else {
            made.put(name, bytes);
          }
        });
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
      for (Map.Entry<String, byte[]> entry : made.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return new Made(to, methods, points, refused, bytesBefore, bytesAfter, nanos);
  }

  private void torture(String entry, byte[] classFile) {
    ClassNode node = new ClassNode();
    new ClassReader(classFile).accept(node, ClassReader.EXPAND_FRAMES);
    List<MethodNode> twins = node.version < Opcodes.V1_8 ? List.of() : AsyncTwins.addTo(node);
    if (twins.isEmpty()) {
      made.put(entry, classFile);
      return;
    }
    if (!settings.weaves()) {
      twins.forEach(AwaitPoints::takePlainly);
      made.put(entry, bytes(node));
      return;
    }
    int first = points;
    for (MethodNode twin : twins) {
      int k = Math.max(settings.k(), size(twin) / MOST_POINTS_OF_A_METHOD + 1);
      int offset = (int) Math.floorMod(settings.seed() + methods++, (long) k);
      points += AwaitPoints.insert(node, twin, k, offset, points);
    }
    try {
      weave(entry, bytes(node));
    } catch (WeaveException | MethodTooLargeException refusal) {
      refused.add(node.name + ": " + refusal);
      made.put(entry, classFile);
      points = first;
      methods -= twins.size();
    }
  }

  private static byte[] bytes(ClassNode node) {
    ClassWriter writer = new ClassWriter(0);
    node.accept(writer);
    return writer.toByteArray();
  }

  private void weave(String entry, byte[] classFile) {
    long started = System.nanoTime();
    Optional<WovenClass> result = weaver.weave(classFile);
    nanos += System.nanoTime() - started;
    WovenClass woven = result.orElseThrow();
    made.put(entry, woven.classFile());
    bytesBefore += classFile.length;
    bytesAfter += woven.classFile().length;
    woven
        .frameClasses()
        .forEach(
            (name, bytes) -> {
              made.put(name + ".class", bytes);
              bytesAfter += bytes.length;
            });
  }

  private static int size(MethodNode method) {
    int size = 0;
    for (AbstractInsnNode instruction : method.instructions) {
      size += instruction.getOpcode() >= 0 ? 1 : 0;
    }
    return size;
  }

  private byte @Nullable [] find(String internalName) {
    byte[] own = entries.get(internalName + ".class");
    if (own != null) {
      return own;
    }
    try (InputStream in = ClassLoader.getSystemResourceAsStream(internalName + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Map<String, byte[]> read(Path path) {
    Map<String, byte[]> entries = new TreeMap<>();
    try (JarFile jar = new JarFile(path.toFile())) {
      for (JarEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
        try (InputStream in = jar.getInputStream(entry)) {
          entries.put(entry.getName(), in.readAllBytes());
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return entries;
  }
}
