package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jacoco.agent.AgentJar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JaCoCo's agent beside Bobbin's: each must work on what the other made. */
@Timeout(180)
class JacocoIT {
  @TempDir Path directory;
  private String classPath = "";
  private Path coverage = Path.of("");
  private String jacoco = "";

  @BeforeEach
  void prepare() throws Exception {
    Path classes =
        Program.adding(directory).compile("-classpath", ChildJvm.runtimeJar().toString());
    classPath = ChildJvm.path(classes, ChildJvm.runtimeJar());
    Path agent = directory.resolve("jacoco.jar");
    AgentJar.extractTo(agent.toFile());
    coverage = directory.resolve("jacoco.exec");
    jacoco = "-javaagent:" + agent + "=destfile=" + coverage + ",includes=app.*";
  }

  private void assertCovered() throws Exception {
    String data = Files.readString(coverage, StandardCharsets.ISO_8859_1);
    assertTrue(data.contains("app/Adding"), "no execution data of app.Adding");
  }

  @Test
  void jacocoFirst() throws Exception {
    ChildJvm.run(directory, jacoco, ChildJvm.agent(""), "-cp", classPath, "app.Main")
        .quietly(Program.ADDING_PRINTS);
    assertCovered();
  }

  @Test
  void bobbinFirst() throws Exception {
    ChildJvm.run(directory, ChildJvm.agent(""), jacoco, "-cp", classPath, "app.Main")
        .quietly(Program.ADDING_PRINTS);
    assertCovered();
  }
}
