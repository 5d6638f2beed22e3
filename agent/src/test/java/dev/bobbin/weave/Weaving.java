package dev.bobbin.weave;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.util.CheckClassAdapter;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/** Weaves class files and checks each class that comes out. */
public final class Weaving {

  private static final ClassHierarchy HIERARCHY = ClassHierarchy.of(Weaving::find);

  private Weaving() {}

  /** The class file that javac wrote, from beside the tests. */
  public static byte[] bytes(Class<?> type) {
    byte[] bytes = find(type.getName().replace('.', '/'));
    if (bytes == null) {
      throw new IllegalArgumentException("no class file of " + type);
    }
    return bytes;
  }

  static byte @Nullable [] find(String internalName) {
    try (InputStream in =
        Weaving.class.getClassLoader().getResourceAsStream(internalName + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  public static Weaver weaver() {
    return new Weaver(HIERARCHY);
  }

  /** Weaves a class with async code; each class that comes out passes ASM's checks. */
  public static WovenClass weave(byte[] classFile) {
    WovenClass woven =
        weaver().weave(classFile).orElseThrow(() -> new AssertionError("nothing to weave"));
    check(woven.classFile());
    woven.frameClasses().values().forEach(Weaving::check);
    return woven;
  }

  /** All these classes by binary name, woven where there is async code, with the frame classes. */
  static Map<String, byte[]> weaveAll(Map<String, byte[]> classFiles) {
    Map<String, byte[]> all = new TreeMap<>(classFiles);
    for (Map.Entry<String, byte[]> entry : classFiles.entrySet()) {
      weaver()
          .weave(entry.getValue())
          .ifPresent(
              woven -> {
                all.put(entry.getKey(), woven.classFile());
                woven.frameClasses().forEach((name, frame) -> all.put(binary(name), frame));
              });
    }
    all.values().forEach(Weaving::check);
    return all;
  }

  private static String binary(String internalName) {
    return internalName.replace('/', '.');
  }

  /**
   * Checks the structure and the data flow. Types are checked roughly, as "a reference", because
   * ASM's exact verifier loads classes and differs from the JVM's; that one checks every class that
   * {@link WovenLoader} defines.
   */
  static void check(byte[] classFile) {
    try {
      new ClassReader(classFile)
          .accept(new CheckClassAdapter(new ClassNode(), true), ClassReader.EXPAND_FRAMES);
    } catch (RuntimeException invalid) {
      throw new AssertionError(text(classFile), invalid);
    }
  }

  public static ClassNode tree(byte[] classFile) {
    ClassNode tree = new ClassNode();
    new ClassReader(classFile).accept(tree, ClassReader.EXPAND_FRAMES);
    return tree;
  }

  /** The body of the only async method of that name: the method that ends in a frame parameter. */
  public static MethodNode body(byte[] wovenClass, String name) {
    return tree(wovenClass).methods.stream()
        .filter(m -> m.name.equals(name) && m.desc.endsWith(";)Ljava/lang/Object;"))
        .filter(m -> m.desc.contains("$frame$") || m.desc.contains("CoroutineFrame"))
        .findFirst()
        .orElseThrow();
  }

  static String text(byte[] classFile) {
    StringWriter text = new StringWriter();
    new ClassReader(classFile)
        .accept(
            new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)),
            ClassReader.EXPAND_FRAMES);
    return text.toString();
  }
}
