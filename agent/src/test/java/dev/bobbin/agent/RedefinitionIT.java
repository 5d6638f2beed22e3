package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another agent redefines or retransforms woven classes while the program runs. */
@Timeout(180)
class RedefinitionIT {
  private static final String OTHER_AGENT =
      """
      package other;
      import java.lang.instrument.*;
      import java.nio.file.*;
      public class Agent {
        static Instrumentation instrumentation;
        public static void premain(String arguments, Instrumentation given) {
          instrumentation = given;
        }
        /** As debuggers do: with the class file as the compiler wrote it. */
        public static void redefine(Class<?> type, String file) throws Exception {
          byte[] classFile = Files.readAllBytes(Path.of(file, "app", type.getSimpleName() + ".class"));
          instrumentation.redefineClasses(new ClassDefinition(type, classFile));
        }
        public static void retransform(Class<?> type) throws Exception {
          instrumentation.retransformClasses(type);
        }
      }
      """;

  @TempDir Path directory;
  private Path otherAgent = Path.of("");

  @BeforeEach
  void packTheOtherAgent() throws Exception {
    Path classes =
        new Program(directory.resolve("other")).file("other/Agent.java", OTHER_AGENT).compile();
    otherAgent =
        Program.jar(
            classes,
            directory.resolve("other.jar"),
            Map.of(
                "Premain-Class",
                "other.Agent",
                "Can-Redefine-Classes",
                "true",
                "Can-Retransform-Classes",
                "true"));
  }

  private Path compileAdding(String name, String source) {
    return new Program(directory.resolve(name))
        .file("app/Adding.java", source)
        .compile("-classpath", ChildJvm.runtimeJar().toString());
  }

  private ChildJvm.Ended run(String body, Path classes, Path otherVersion) throws Exception {
    String main =
        """
        package app;
        import other.Agent;
        public class Main {
          public static void main(String[] args) throws Exception {
            BODY
          }
        }
        """;
    Path mainClasses =
        new Program(directory.resolve("main"))
            .file("app/Main.java", main.replace("BODY", body))
            .compile("-classpath", ChildJvm.path(classes, otherAgent, ChildJvm.runtimeJar()));
    return ChildJvm.run(
        directory,
        "-javaagent:" + otherAgent,
        ChildJvm.agent(""),
        "-cp",
        ChildJvm.path(mainClasses, classes, ChildJvm.runtimeJar()),
        "app.Main",
        otherVersion.toString());
  }

  @Test
  void theSameClassFileIsWovenAgain() throws Exception {
    Path classes = compileAdding("classes", Program.ADDING);
    run(
            """
            System.out.println(Adding.run());
            Agent.redefine(Adding.class, args[0]);
            System.out.println(Adding.run());
            Agent.retransform(Adding.class);
            System.out.println(Adding.run());
            """,
            classes,
            classes)
        .quietly(Program.ADDING_PRINTS.repeat(3));
  }

  @Test
  void codeAroundTheAsyncMethodsMayChange() throws Exception {
    Path classes = compileAdding("classes", Program.ADDING);
    Path changed = compileAdding("changed", Program.ADDING.replace("add(1, 2)", "add(10, 20)"));
    run(
            """
            System.out.println(Adding.run());
            Agent.redefine(Adding.class, args[0]);
            System.out.println(Adding.run());
            """,
            classes,
            changed)
        .quietly("3 after 2 awaits\n30 after 2 awaits\n");
  }

  @Test
  void aChangedAsyncMethodIsRefusedToTheOtherAgentAndTheOldCodeStays() throws Exception {
    Path classes = compileAdding("classes", Program.ADDING);
    Path changed =
        compileAdding(
            "changed",
            Program.ADDING.replace(
                "await(Bobbin.yieldNow());",
                "long more = 7; await(Bobbin.yieldNow()); await(Task.of(more));"));
    ChildJvm.Ended ended =
        run(
            """
            System.out.println(Adding.run());
            try {
              Agent.redefine(Adding.class, args[0]);
            } catch (UnsupportedOperationException e) {
              System.out.println("refused");
            }
            System.out.println(Adding.run());
            """,
            classes,
            changed);
    ended.printing("3 after 2 awaits\nrefused\n3 after 2 awaits\n");
    assertTrue(ended.err().startsWith("bobbin: app.Adding cannot be redefined: "), ended.err());
    assertTrue(ended.err().contains("fix: restart the JVM"), ended.err());
  }

  @Test
  void aClassThatWasLoadedUnwovenMayBeRedefinedAndStaysSo() throws Exception {
    Path refused =
        compileAdding(
            "refused",
            Program.ADDING.replace(
                "await(Bobbin.yieldNow());", "synchronized (Adding.class) { await(Task.of(b)); }"));
    Path fixed = compileAdding("fixed", Program.ADDING);
    ChildJvm.Ended ended =
        run(
            """
            for (int i = 0; i < 2; i++) {
              try {
                Adding.run();
              } catch (dev.bobbin.NotWovenException e) {
                System.out.println("not woven");
              }
              if (i == 0) Agent.redefine(Adding.class, args[0]);
            }
            """,
            refused,
            fixed);
    ended.printing("not woven\nnot woven\n");
    assertEquals(
        1,
        ended.err().split("was not woven when it was loaded: it stays unwoven", -1).length - 1,
        ended.err());
  }
}
