package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The agent's jar as it is shipped: it must not meet the application's own ASM. */
class PackedJarIT {
  private static final Path FILE = Path.of(System.getProperty("bobbin.agent.jar"));

  private JarFile jar;

  @BeforeEach
  void open() throws IOException {
    jar = new JarFile(FILE.toFile());
  }

  @AfterEach
  void close() throws IOException {
    jar.close();
  }

  @Test
  void holdsOurPackagesAndNothingElse() {
    List<String> foreign =
        names().stream()
            .filter(name -> !name.equals("dev/"))
            .filter(name -> !name.startsWith("dev/bobbin/"))
            .filter(name -> !name.startsWith("META-INF/"))
            .toList();

    assertEquals(List.of(), foreign);
    assertEquals(
        List.of(), names().stream().filter(name -> name.endsWith("module-info.class")).toList());
  }

  /** As AgentLoader wants it: what is compressed would cost each start of a JVM some 20 ms. */
  @Test
  void isStoredAsItIs() throws IOException {
    assertNotNull(StoredJar.open(FILE.toFile()));
  }

  /** The JVM's verifier is quicker with stack map frames, which Java 5 did not have. */
  @Test
  void asmIsOfNoOldVersion() throws IOException {
    byte[] content =
        jar.getInputStream(jar.getEntry("dev/bobbin/agent/shaded/asm/ClassReader.class"))
            .readAllBytes();
    assertEquals(51, content[7]);
  }

  @Test
  void carriesAsmUnderAnotherName() throws IOException {
    assertNotNull(jar.getEntry("dev/bobbin/agent/shaded/asm/ClassReader.class"));
    var unrelocated = new ArrayList<String>();
    for (String name : names()) {
      if (!name.endsWith(".class")) {
        continue;
      }
      byte[] content = jar.getInputStream(jar.getEntry(name)).readAllBytes();
      String text = new String(content, StandardCharsets.ISO_8859_1);
      if (text.contains("org/objectweb/asm") || text.contains("org.objectweb.asm")) {
        unrelocated.add(name);
      }
    }
    assertEquals(List.of(), unrelocated);
  }

  @Test
  void namesTheAgentAndTheCommandLine() throws IOException {
    Attributes manifest = jar.getManifest().getMainAttributes();

    assertEquals("dev.bobbin.agent.PreMain", manifest.getValue("Premain-Class"));
    assertEquals("dev.bobbin.agent.PreMain", manifest.getValue("Agent-Class"));
    assertEquals("dev.bobbin.agent.Main", manifest.getValue("Main-Class"));
    assertEquals("true", manifest.getValue("Can-Redefine-Classes"));
    assertEquals("true", manifest.getValue("Can-Retransform-Classes"));
    assertEquals("dev.bobbin.agent", manifest.getValue("Automatic-Module-Name"));
    assertFalse(manifest.getValue("Implementation-Version").isBlank());
    assertNull(
        manifest.getValue("Launcher-Agent-Class"), "it would start the agent in the command line");
  }

  @Test
  void offersTheCompilerPluginAndNoOtherService() throws IOException {
    List<String> services =
        names().stream()
            .filter(name -> name.startsWith("META-INF/services/") && !name.endsWith("/"))
            .toList();

    String plugin = "META-INF/services/com.sun.source.util.Plugin";
    assertEquals(List.of(plugin), services);
    byte[] provider = jar.getInputStream(jar.getEntry(plugin)).readAllBytes();
    assertEquals(
        "dev.bobbin.javac.BobbinPlugin", new String(provider, StandardCharsets.UTF_8).strip());
  }

  @Test
  void runsAsACommand() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(java.toString(), "-jar", FILE.toString(), "--version")
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(true, process.waitFor(1, TimeUnit.MINUTES));
    String version = jar.getManifest().getMainAttributes().getValue("Implementation-Version");
    assertEquals("bobbin " + version, output.strip());
    assertEquals(0, process.exitValue());
  }

  private List<String> names() {
    return jar.stream().map(JarEntry::getName).toList();
  }
}
