package dev.bobbin.weave.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.objectweb.asm.Opcodes.*;

import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaving;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.Handle;

/** Messages about class files that no Java source leads to; the texts are golden files. */
class OddDiagnosticsTest {

  enum Case {
    METHOD_TOO_LARGE(Shape.ofStatic(code -> awaits(code, 2000).ldc("x").returnIt())),
    METHOD_NOT_COMPILED(Shape.ofStatic(code -> awaits(code, 250).ldc("x").returnIt())),
    TOO_MANY_LOCALS(
        Shape.ofStatic(
            code -> awaits(code.insn(ICONST_1).var(ISTORE, 65_534), 1).ldc("").returnIt())),
    CLASS_TOO_LARGE(
        Shape.withConstants(65_490, code -> code.awaitText("x").insn(POP).ldc("x").returnIt())),
    CLASS_FILE_VERSION(old(Shape.ofVersion(V1_7, code -> code.awaitText("x").returnFuture()))),
    UNSUPPORTED_SHAPE(Shape.of(code -> awaits(code.ldc(1L).var(LSTORE, 0), 1).ldc("x").returnIt())),
    AWAIT_HANDLE(Shape.ofStatic(code -> code.ldc(awaitHandle()).awaitIt().returnIt()));

    final Map<String, byte[]> classFiles;

    Case(Map<String, byte[]> classFiles) {
      this.classFiles = classFiles;
    }

    private static Shape awaits(Shape code, int count) {
      for (int i = 0; i < count; i++) {
        code.awaitText("x").insn(POP);
      }
      return code;
    }

    private static Handle awaitHandle() {
      return new Handle(
          H_INVOKESTATIC,
          "dev/bobbin/Bobbin",
          "await",
          "(Ljava/util/concurrent/CompletionStage;)Ljava/lang/Object;",
          false);
    }

    private static Map<String, byte[]> old(Map<String, byte[]> shape) {
      Shape.bytes(shape)[7] = V1_6;
      return shape;
    }

    String golden() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".txt";
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatTheGoldenFileSays(Case shape) throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/diagnostics/" + shape.golden())) {
      String expected = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String said = said(shape).replaceFirst(" has \\d+ ", " has N ");
      assertEquals(expected, said + "\n", shape.golden());
    }
  }

  private static String said(Case shape) {
    byte[] classFile = Shape.bytes(shape.classFiles);
    if (shape == Case.METHOD_NOT_COMPILED) {
      List<Diagnostic> warnings = Weaving.weave(classFile).warnings();
      return warnings.stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
    }
    var refused = assertThrows(WeaveException.class, () -> Weaving.weaver().weave(classFile));
    return String.valueOf(refused.getMessage());
  }
}
