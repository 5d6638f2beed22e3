package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.weave.fixtures.SwitchAsOperandFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The fixtures as javac and as ecj compile them. */
class FixturesTest {

  @TestFactory
  Stream<DynamicNode> wovenDoesWhatPlainJavaDoes() {
    return Fixtures.compared(Fixtures.compiledByTheBuild());
  }

  @TestFactory
  Stream<DynamicNode> soItDoesFromEclipsesCompiler() throws Exception {
    return Fixtures.compared(eclipse("-g", "-preserveAllLocals"));
  }

  @TestFactory
  Stream<DynamicNode> soItDoesFromEclipsesCompilerWithoutDebugTables() throws Exception {
    return Fixtures.compared(eclipse("-g:none"));
  }

  private static Map<String, byte[]> eclipse(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--release", "17", "-nowarn"));
    all.addAll(List.of(options));
    Map<String, byte[]> classFiles =
        Sources.compile(new EclipseCompiler(), Fixtures.SOURCES, all.toArray(new String[0]));
    // It forgets the operands in frames of the switch: the JVM's verifier refuses the class.
    classFiles.remove(SwitchAsOperandFixture.class.getName());
    return classFiles;
  }

  /** An empty directory would pass the tests above. */
  @Test
  void fixturesAreFound() throws Exception {
    List<String> names = Fixtures.namesIn(Fixtures.compiledByTheBuild());

    assertTrue(names.size() >= 15, "fixtures are missing");
    assertEquals(names.size() - 1, Fixtures.namesIn(eclipse()).size());
  }
}
