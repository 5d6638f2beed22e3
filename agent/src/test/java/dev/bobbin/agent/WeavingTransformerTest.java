package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeavingTransformerTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final FakeInstrumentation fake = new FakeInstrumentation();
  private final DefiningLoader loader = new DefiningLoader();
  private byte[] adding = {};

  @BeforeEach
  void compile() throws Exception {
    Path classes = new Program(directory).file("app/Adding.java", Program.ADDING).compileHere();
    adding = Files.readAllBytes(classes.resolve("app/Adding.class"));
  }

  private WeavingTransformer transformer(String options) {
    var reporter = new Reporter(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    return new WeavingTransformer(AgentOptions.parse(options), fake.instrumentation, reporter);
  }

  private byte[] transform(String name, byte[] classFile) {
    return transformer("")
        .transform(loader.getUnnamedModule(), loader, name, null, null, classFile);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aClassWithAsyncCodeIsWovenAndItsFrameClassesAreThere() throws Exception {
    byte[] woven = transform("app/Adding", adding);
    assertNotNull(woven);
    Class<?> type = loader.define("app.Adding", woven);
    assertEquals("3 after 2 awaits", type.getMethod("run").invoke(null));
    assertEquals("", said());
  }

  @Test
  void aWovenClassIsNotWovenAgain() {
    assertNull(transform("app/Adding", transform("app/Adding", adding)));
  }

  @Test
  void aClassWithoutANameIsWovenToo() {
    assertNotNull(transform(null, adding));
  }

  @Test
  void aClassWithoutAsyncCodeIsLeftAloneAndCostsNoWeaver() throws Exception {
    byte[] plain =
        Files.readAllBytes(
            new Program(directory.resolve("plain"))
                .file("app/Plain.java", "package app; class Plain {}")
                .compileHere()
                .resolve("app/Plain.class"));
    assertNull(transform("app/Plain", plain));
    assertEquals(0, fake.calls.size());
  }

  @Test
  void theJdksAndExcludedClassesAreLeftAlone() {
    var unnamed = loader.getUnnamedModule();
    assertNull(transformer("").transform(unnamed, null, "app/Adding", null, null, adding));
    assertNull(
        transformer("")
            .transform(
                unnamed, ClassLoader.getPlatformClassLoader(), "app/Adding", null, null, adding));
    Module jdks = javax.tools.ToolProvider.class.getModule();
    assertNull(transformer("").transform(jdks, loader, "app/Adding", null, null, adding));
    assertNull(
        transformer("exclude=app.*").transform(unnamed, loader, "app/Adding", null, null, adding));
    assertEquals(0, fake.calls.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev/bobbin/Bobbin",
        "dev/bobbin/internal/CoroutineFrame",
        "dev/bobbin/agent/PreMain",
        "dev/bobbin/agent/shaded/asm/ClassReader",
        "dev/bobbin/weave/plan/FramePlanner"
      })
  void bobbinsOwnClassesArePassedThrough(String name) {
    assertTrue(WeavingTransformer.isBobbins(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev/bobbin/samples/Crawler",
        "dev/bobbin/behaviour/AwaitTest",
        "dev/bobbins/Foo",
        "dev/bobbin/agents/Foo"
      })
  void usersOfBobbinAreNotItsOwn(String name) {
    assertFalse(WeavingTransformer.isBobbins(name));
  }

  @Test
  void whateverGoesWrongIsSaid() {
    byte[] result =
        transformer("").transform(loader.getUnnamedModule(), loader, "app/None", null, null, null);
    assertNull(result);
    assertTrue(said().startsWith("bobbin: internal error in Bobbin "), said());
    assertTrue(said().contains("on class app.None: it stays unwoven"), said());
    assertTrue(said().contains("java.lang.NullPointerException"), said());
  }

  @Test
  void eachBrokenClassFileIsLeftAloneAndTheFirstIsTold() {
    assertNull(transform("app/Broken", new byte[] {1, 2, 3}));
    assertTrue(said().startsWith("bobbin: app.Broken is left as it is, "), said());
  }
}
