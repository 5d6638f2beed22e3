package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.agent.FrameClassDefiner.FrameConflictException;
import dev.bobbin.weave.WovenClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameClassDefinerTest {
  private static final String FRAME = "app.Orders$place$frame$1";

  @TempDir Path directory;
  private final FakeInstrumentation fake = new FakeInstrumentation();
  private final FrameClassDefiner definer = new FrameClassDefiner(fake.instrumentation);
  private final DefiningLoader loader = new DefiningLoader();
  private final ProtectionDomain domain =
      new ProtectionDomain(new CodeSource(null, (Certificate[]) null), null);
  private byte[] frame = {};
  private byte[] otherFrame = {};

  /** Any class will do in the place of a frame class. */
  @BeforeEach
  void compile() throws Exception {
    frame = compile("one", "");
    otherFrame = compile("other", "int more;");
  }

  private byte[] compile(String name, String member) throws Exception {
    String source = "package app; class Orders$place$frame$1 { MEMBER }";
    return Files.readAllBytes(
        new Program(directory.resolve(name))
            .file("app/Frame.java", source.replace("MEMBER", member))
            .compile()
            .resolve("app/Orders$place$frame$1.class"));
  }

  private void define(byte[] frameClass) throws FrameConflictException {
    var woven =
        new WovenClass(
            "app/Orders",
            new byte[0],
            Map.of(FRAME.replace('.', '/'), frameClass),
            1,
            1,
            List.of());
    var type =
        new LoadingClass(
            loader.getUnnamedModule(), loader, "app/Orders", false, domain, new byte[0]);
    definer.define(woven, type, Object.class);
  }

  @Test
  void theFrameClassIsOfTheLoaderAndTheProtectionDomain() throws Exception {
    define(frame);
    Class<?> defined = Objects.requireNonNull(loader.loaded(FRAME));
    assertSame(loader, defined.getClassLoader());
    assertSame(domain, defined.getProtectionDomain());
    assertSame(loader.getUnnamedModule(), defined.getModule());
  }

  @Test
  void whatWasWovenIsKnownByLoader() throws Exception {
    assertFalse(definer.hasWoven("app/Orders", loader));
    define(frame);
    assertTrue(definer.hasWoven("app/Orders", loader));
    assertFalse(definer.hasWoven("app/Orders", new DefiningLoader()));
  }

  @Test
  void theSameAgainIsSkipped() throws Exception {
    define(frame);
    define(frame.clone());
    assertNotNull(loader.loaded(FRAME));
  }

  @Test
  void anotherContentUnderTheNameIsAConflict() throws Exception {
    define(frame);
    var conflict = assertThrows(FrameConflictException.class, () -> define(otherFrame));
    assertEquals(FRAME + " is there already, with other content", conflict.getMessage());
  }

  @Test
  void aFrameClassFromBuildTimeIsSkippedWhereEqual() throws Exception {
    loader.define(FRAME, frame);
    loader.resource(FRAME.replace('.', '/') + ".class", frame);
    define(frame);
  }

  @Test
  void aFrameClassFromBuildTimeIsAConflictWhereItDiffers() {
    loader.define(FRAME, frame);
    loader.resource(FRAME.replace('.', '/') + ".class", frame);
    assertThrows(FrameConflictException.class, () -> define(otherFrame));
  }

  @Test
  void errorsOfTheDefinitionItselfComeThrough() {
    assertThrows(ClassFormatError.class, () -> define(new byte[] {1, 2, 3}));
  }

  @Test
  void javaLangIsOpenedAndTheUnnamedModuleReadsAllAnyway() throws Exception {
    define(frame);
    assertEquals(List.of("redefineModule module java.base"), fake.calls);
  }
}
