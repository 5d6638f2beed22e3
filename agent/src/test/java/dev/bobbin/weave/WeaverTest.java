package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.weave.fixtures.LoopsFixture;
import dev.bobbin.weave.fixtures.MembersFixture;
import dev.bobbin.weave.fixtures.Stages;
import java.io.ObjectStreamClass;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/** What holds for every woven class, apart from what its methods do. */
class WeaverTest {

  private static final String HEAD =
      """
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      """;

  @Test
  void weavingTwiceIsANoOp() {
    WovenClass once = Weaving.weave(Weaving.bytes(LoopsFixture.class));

    assertEquals(Optional.empty(), Weaving.weaver().weave(once.classFile()));
    once.frameClasses()
        .values()
        .forEach(frame -> assertEquals(Optional.empty(), Weaving.weaver().weave(frame)));
  }

  @Test
  void sameBytesInSameBytesOut() {
    byte[] classFile = Weaving.bytes(MembersFixture.class);
    WovenClass first = Weaving.weave(classFile);
    WovenClass second = Weaving.weave(classFile.clone());

    assertArrayEquals(first.classFile(), second.classFile());
    assertEquals(
        List.copyOf(first.frameClasses().keySet()), List.copyOf(second.frameClasses().keySet()));
    first
        .frameClasses()
        .forEach((name, frame) -> assertArrayEquals(frame, second.frameClasses().get(name)));
  }

  /** A version that ASM reads is one that JVMs of that version load; the frames are like it. */
  @Test
  void classFilesFromJava8OnAreWovenUpToTheNewestThatAsmReads() {
    byte[] classFile = Weaving.bytes(LoopsFixture.class);
    int version = Opcodes.V1_8;
    boolean known = true;
    for (; known; version++) {
      classFile[7] = (byte) version;
      try {
        WovenClass woven = Weaving.weave(classFile);
        assertEquals(version, Weaving.tree(woven.classFile()).version);
        for (byte[] frame : woven.frameClasses().values()) {
          assertEquals(version, Weaving.tree(frame).version);
        }
      } catch (ClassFileException newer) {
        known = false;
      }
    }
    assertTrue(version - 1 > Opcodes.V25, "the newest is " + (version - 2));
  }

  /** One weaver for all threads, as the agent and the build plugins may use it. */
  @Test
  void threadsThatShareAWeaverGetTheSameBytes() throws Exception {
    List<byte[]> classFiles = List.copyOf(Fixtures.compiledByTheBuild().values());
    Weaver shared = Weaving.weaver();
    Callable<List<String>> weaveAll =
        () -> {
          List<String> woven = new ArrayList<>();
          for (byte[] classFile : classFiles) {
            shared
                .weave(classFile)
                .ifPresent(
                    result -> {
                      woven.add(hash(result.classFile()));
                      result.frameClasses().forEach((name, frame) -> woven.add(name + hash(frame)));
                    });
          }
          return woven;
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<String>>> all = threads.invokeAll(Collections.nCopies(4, weaveAll));

      List<String> expected = weaveAll.call();
      assertNotEquals(0, expected.size());
      for (Future<List<String>> one : all) {
        assertEquals(expected, one.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String hash(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return bytes.length + "/" + sum.getValue();
  }

  @Test
  void classWithoutAsyncCodeIsLeftAlone() {
    assertEquals(Optional.empty(), Weaving.weaver().weave(Weaving.bytes(Stages.class)));
  }

  @Test
  void bytesThatAreNoClassAreRefused() {
    byte[] whole = Weaving.bytes(LoopsFixture.class);
    assertThrows(ClassFileException.class, () -> Weaving.weaver().weave(new byte[] {1, 2}));
    assertThrows(
        ClassFileException.class,
        () -> Weaving.weaver().weave(Arrays.copyOf(whole, whole.length / 2)));
    byte[] tooNew = whole.clone();
    tooNew[7] = (byte) 250;
    var refused = assertThrows(ClassFileException.class, () -> Weaving.weaver().weave(tooNew));
    assertEquals("class file version 250 is newer than this weaver knows", refused.getMessage());
  }

  /** Neither the class nor a type that it mentions can be loaded: their files are gone. */
  @Test
  void weavingLoadsNoClass() {
    Map<String, byte[]> classFiles =
        Sources.compile(
            "A.java",
            HEAD
                + """
                class Gone extends Exception { Gone(String s) {} static Gone[] all; }
                class Base implements java.io.Serializable {}
                class A extends Base {
                  @Async Task<Gone> m(Gone[] gone, boolean b) throws Gone {
                    Gone one = b ? new Gone(await(Task.of("x"))) : Gone.all[0];
                    for (Gone g : gone) { await(Task.of(g)); one = g; }
                    return Task.of(one);
                  }
                }
                """);
    Weaver weaver = new Weaver(ClassHierarchy.of(name -> null));

    WovenClass woven = weaver.weave(classFiles.get("A")).orElseThrow();

    assertEquals(2, woven.suspensionPoints());
    assertThrows(ClassNotFoundException.class, () -> Class.forName("Gone"));
  }

  @Test
  void supertypesOfAnUnknownVersionAreNoError() {
    byte[] tooNew = Weaving.bytes(Stages.class);
    tooNew[7] = (byte) 250;

    assertEquals(true, ClassHierarchy.of(name -> tooNew).mayBe("a/B", "java/io/Serializable"));
  }

  @Test
  void serialVersionUidIsKept() throws Exception {
    Map<String, byte[]> classFiles =
        Sources.compile(
            "A.java",
            HEAD
                + """
                class A implements java.io.Serializable, Comparable<A> {
                  int number; private transient String text; static final int X = 1;
                  static { System.getProperty("x"); }
                  @Async Task<String> m(int i) { return Task.of(text + await(Task.of(i))); }
                  @Async protected void n() {}
                  public int compareTo(A other) { return 0; }
                }
                """);
    long plain = uid("A", WovenLoader.plain(classFiles));

    assertEquals(plain, uid("A", WovenLoader.weaving(classFiles)));
  }

  /** A serialised lambda names the interface that it was written in, with its number. */
  @Test
  void serialVersionUidOfAnInterfaceIsKept() throws Exception {
    Map<String, byte[]> classFiles =
        Sources.compile(
            "A.java",
            HEAD
                + """
                interface A extends java.io.Serializable {
                  Task<String> ask(String name);
                  @Async default Task<String> twice() {
                    return Task.of(await(ask("a")) + await(ask("b")));
                  }
                  static A of(String text) { return name -> Task.of(name + text); }
                }
                interface B extends A {
                  A SLOW = name -> Task.of(await(Task.of(name)) + ".");
                }
                """);
    for (String name : List.of("A", "B")) {
      long plain = uid(name, WovenLoader.plain(classFiles));
      ClassLoader woven = WovenLoader.weaving(classFiles);

      assertEquals(plain, uid(name, woven));
      assertEquals(true, woven.loadClass(name).getDeclaredField("serialVersionUID").isSynthetic());
    }
  }

  private static long uid(String name, ClassLoader loader) throws ClassNotFoundException {
    return ObjectStreamClass.lookup(loader.loadClass(name)).getSerialVersionUID();
  }

  /** Methods may be named as no file can be, in some locale or on some system. */
  @Test
  void framesHaveNamesThatFilesCanHave() throws Exception {
    String longest = "b".repeat(300);
    Map<String, byte[]> classFiles =
        Sources.compile(
            "A.java",
            HEAD
                + """
                class A {
                  @Async Task<Integer> gr\u00f6\u00dfe() { return Task.of(await(Task.of(1))); }
                  @Async Task<Integer> gr__e() { return Task.of(await(Task.of(2))); }
                  @Async Task<Integer> LONG() { return Task.of(await(Task.of(4))); }
                  @Async Task<Integer> b$LONG() { return Task.of(await(Task.of(8))); }
                }
                class A$b {
                  @Async Task<Integer> m() { return Task.of(await(Task.of(16))); }
                  @Async Task<Integer> n() { return Task.of(await(Task.of(32))); }
                  @Async Task<Integer> o() { return Task.of(await(Task.of(64))); }
                  @Async Task<Integer> LONG() { return Task.of(await(Task.of(128))); }
                }
                """
                    .replace("LONG", longest));
    Set<String> files = new HashSet<>();
    ClassLoader loader = WovenLoader.weaving(classFiles);
    int sum = 0;
    for (String name : classFiles.keySet()) {
      for (String frame : Weaving.weave(classFiles.get(name)).frameClasses().keySet()) {
        assertTrue(frame.matches("[A-Za-z0-9_$]{1,230}"), frame);
        assertTrue(files.add(frame), frame);
      }
      Object target = newInstance(loader.loadClass(name));
      for (Method method : target.getClass().getDeclaredMethods()) {
        if (!method.isSynthetic()) {
          method.setAccessible(true);
          sum += (Integer) ((dev.bobbin.Task<?>) method.invoke(target)).join();
        }
      }
    }

    assertEquals(255, sum);
    assertEquals(8, files.size());
  }

  private static Object newInstance(Class<?> type) throws Exception {
    var constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  @Test
  void serialVersionUidIsAddedOnlyWhereItMatters() {
    Map<String, byte[]> classFiles =
        Sources.compile(
            "A.java",
            HEAD
                + """
                class A { @Async Task<String> m(int i) { return Task.of("" + await(Task.of(i))); } }
                class B implements java.io.Serializable {
                  private static final long serialVersionUID = 5;
                  @Async Task<String> m(int i) { return Task.of("" + await(Task.of(i))); }
                }
                """);

    assertEquals(0, Weaving.tree(Weaving.weave(classFiles.get("A")).classFile()).fields.size());
    assertEquals(1, Weaving.tree(Weaving.weave(classFiles.get("B")).classFile()).fields.size());
  }

  @Test
  void entryKeepsWhatReflectionSees() throws Exception {
    Map<String, byte[]> classFiles =
        Sources.compile(
            "A.java",
            HEAD
                + """
                import java.lang.annotation.*;
                import java.util.*;
                class A {
                  @Retention(RetentionPolicy.RUNTIME) @Target({ElementType.METHOD, ElementType.PARAMETER})
                  @interface Note { String value(); }
                  @Retention(RetentionPolicy.RUNTIME) @Target(ElementType.TYPE_USE) @interface Typed {}
                  @Note("method") @Deprecated @Async
                  public final <T extends Comparable<T>> Task<@Typed List<? super T>> m(
                      @Note("first") final T first, List<String> second, int... rest)
                      throws java.io.IOException {
                    await(Task.of(1));
                    return null;
                  }
                }
                """,
            "-parameters",
            "-g");

    assertEquals(
        described(WovenLoader.plain(classFiles)), described(WovenLoader.weaving(classFiles)));
  }

  private static String described(ClassLoader loader) throws ClassNotFoundException {
    Method method =
        Arrays.stream(loader.loadClass("A").getDeclaredMethods())
            .filter(m -> !m.isSynthetic())
            .findFirst()
            .orElseThrow();
    return method.toGenericString()
        + Arrays.toString(method.getAnnotations())
        + Arrays.deepToString(method.getParameterAnnotations())
        + Arrays.toString(method.getParameters())
        + method.getAnnotatedReturnType()
        + method.isVarArgs();
  }

  @Test
  void bodyIsSyntheticAndInTheSameClass() {
    MethodNode body =
        Weaving.body(Weaving.weave(Weaving.bytes(LoopsFixture.class)).classFile(), "whileLoop");

    assertEquals(Opcodes.ACC_SYNTHETIC | Opcodes.ACC_FINAL, body.access);
  }

  @Test
  void partsThatAreNotAsyncAreCopied() {
    byte[] classFile = Weaving.bytes(MembersFixture.class);
    var before = Weaving.tree(classFile);
    var after = Weaving.tree(Weaving.weave(classFile).classFile());

    assertEquals(before.nestMembers, after.nestMembers);
    assertEquals(before.innerClasses.size(), after.innerClasses.size());
    assertEquals(before.sourceFile, after.sourceFile);
    assertNotEquals(before.methods.size(), after.methods.size());
  }
}
