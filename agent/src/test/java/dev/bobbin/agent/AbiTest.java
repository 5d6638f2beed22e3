package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Task;
import dev.bobbin.internal.Abi;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Classes that another release wove, with the runtime of this one. */
class AbiTest {
  private static final String STORY =
      "doubled 298, doubled 598, stage 1.0, future text, plain future false, forgotten done,"
          + " finally too, failure broken!, named true, described Fixture lives";

  @Test
  void runsClassesThatWereWovenForAbi1() throws Exception {
    Class<?> fixture = load(fixture("abi-1.jar"), UnaryOperator.identity());

    assertEquals(STORY, fixture.getMethod("all").invoke(null));
    assertEquals(42, ((Task<?>) fixture.getMethod("ready").invoke(null)).join());
  }

  @Test
  void namesTheVersionsWhenTheClassesAreNewer() throws Exception {
    Class<?> fixture = load(fixture("abi-1.jar"), tree -> forge(tree, Abi.CURRENT + 1, "9.9.9"));

    Throwable clash = failureOfStory(fixture);

    assertEquals(
        "fixture.Fixture was woven by Bobbin 9.9.9 (ABI "
            + (Abi.CURRENT + 1)
            + "), which the runtime, Bobbin "
            + runtimeVersion()
            + ", cannot run (ABI "
            + supported()
            + ")\n    fix: put bobbin-runtime 9.9.9 or newer into the application",
        clash.getMessage());
  }

  @Test
  void namesTheVersionsWhenTheClassesAreTooOld() throws Exception {
    Class<?> fixture = load(fixture("abi-1.jar"), tree -> forge(tree, Abi.OLDEST - 1, "0.0.1"));

    Throwable clash = failureOfStory(fixture);

    assertEquals(
        "fixture.Fixture was woven by Bobbin 0.0.1 (ABI "
            + (Abi.OLDEST - 1)
            + "), which the runtime, Bobbin "
            + runtimeVersion()
            + ", cannot run (ABI "
            + supported()
            + ")\n    fix: weave it again with Bobbin "
            + runtimeVersion()
            + ", or take a newer build of its library",
        clash.getMessage());
  }

  /** The call has no frame that could have asked, only a method that is not there. */
  @Test
  void namesTheVersionsWhereNothingSuspends() throws Exception {
    Class<?> fixture =
        load(
            fixture("abi-1.jar"),
            tree -> renameCalls(forge(tree, Abi.CURRENT + 1, "9.9.9"), "poll", "pollAnew"));

    Task<?> task = (Task<?>) fixture.getMethod("ready").invoke(null);

    Throwable clash = assertThrows(ExecutionException.class, task::get).getCause();
    assertEquals(IncompatibleClassChangeError.class, clash.getClass());
    assertTrue(clash.getMessage().contains("woven by Bobbin 9.9.9"), clash::getMessage);
    assertEquals(NoSuchMethodError.class, clash.getSuppressed()[0].getClass());
  }

  /** An error of the program's own is none of Bobbin's business. */
  @Test
  void leavesOtherLinkageErrorsAlone() throws Exception {
    Class<?> fixture =
        load(fixture("abi-1.jar"), tree -> renameCalls(tree, "intValue", "intValueAnew"));

    Task<?> task = (Task<?>) fixture.getMethod("ready").invoke(null);

    Throwable failure = assertThrows(ExecutionException.class, task::get).getCause();
    assertEquals(NoSuchMethodError.class, failure.getClass());
    assertEquals(0, failure.getSuppressed().length);
  }

  /** Unknown where the runtime is a directory of classes, not a jar. */
  private static String runtimeVersion() {
    String version = Abi.class.getPackage().getImplementationVersion();
    return version == null ? "(unknown version)" : version;
  }

  private static String supported() {
    return Abi.OLDEST == Abi.CURRENT ? "" + Abi.CURRENT : Abi.OLDEST + " to " + Abi.CURRENT;
  }

  private static Throwable failureOfStory(Class<?> fixture) throws Exception {
    var all = fixture.getMethod("all");
    Throwable thrown = assertThrows(ReflectiveOperationException.class, () -> all.invoke(null));
    return assertThrowsIncompatible(thrown.getCause());
  }

  private static Throwable assertThrowsIncompatible(Throwable failure) {
    assertEquals(IncompatibleClassChangeError.class, failure.getClass(), failure::toString);
    return failure;
  }

  /** Makes frames say that another weaver wrote them. */
  private static ClassNode forge(ClassNode tree, int abi, String weaver) {
    for (MethodNode method : tree.methods) {
      for (AbstractInsnNode code : method.instructions) {
        if (code instanceof MethodInsnNode call && call.name.equals("check")) {
          AbstractInsnNode version = call.getPrevious().getPrevious();
          method.instructions.set(version.getPrevious(), new IntInsnNode(Opcodes.SIPUSH, abi));
          method.instructions.set(version, new LdcInsnNode(weaver));
        }
      }
    }
    return tree;
  }

  private static ClassNode renameCalls(ClassNode tree, String from, String to) {
    for (MethodNode method : tree.methods) {
      for (AbstractInsnNode code : method.instructions) {
        if (code instanceof MethodInsnNode call && call.name.equals(from)) {
          call.name = to;
        }
      }
    }
    return tree;
  }

  private static Map<String, byte[]> fixture(String jar) throws IOException {
    Map<String, byte[]> classFiles = new TreeMap<>();
    try (InputStream file = AbiTest.class.getResourceAsStream("/abi/" + jar);
        JarInputStream entries = new JarInputStream(file)) {
      for (JarEntry entry; (entry = entries.getNextJarEntry()) != null; ) {
        String name = entry.getName();
        if (name.endsWith(".class")) {
          String className = name.substring(0, name.length() - ".class".length()).replace('/', '.');
          classFiles.put(className, entries.readAllBytes());
        }
      }
    }
    return classFiles;
  }

  private static Class<?> load(Map<String, byte[]> classFiles, UnaryOperator<ClassNode> change)
      throws ClassNotFoundException {
    ClassLoader loader =
        new ClassLoader(AbiTest.class.getClassLoader()) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] classFile = classFiles.get(name);
            if (classFile == null) {
              throw new ClassNotFoundException(name);
            }
            ClassNode tree = new ClassNode();
            new ClassReader(classFile).accept(tree, 0);
            ClassWriter changed = new ClassWriter(0);
            change.apply(tree).accept(changed);
            byte[] bytes = changed.toByteArray();
            return defineClass(name, bytes, 0, bytes.length);
          }
        };
    return Class.forName("fixture.Fixture", true, loader);
  }
}
