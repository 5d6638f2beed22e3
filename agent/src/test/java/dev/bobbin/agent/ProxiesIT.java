package dev.bobbin.agent;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Classes that come into being at run time: proxies, subclasses of them, hidden classes. */
@Timeout(180)
class ProxiesIT {

  private static final String GREETER =
      """
      package app;
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      import java.util.concurrent.*;
      public interface Greeter {
        Task<String> name();
        @Async default Task<String> greet(String word) {
          String first = await(name());
          await(Bobbin.yieldNow());
          return Task.of(word + " " + first + await(punctuation()));
        }
        @Async private Task<String> punctuation() {
          await(Bobbin.yieldNow());
          return Task.of("!");
        }
        class Real implements Greeter {
          @Async public Task<String> name() {
            await(Bobbin.yieldNow());
            return Task.of("real");
          }
        }
      }
      """;

  @TempDir Path directory;

  private ChildJvm.Ended run(String mainBody) throws Exception {
    Path classes =
        new Program(directory)
            .file("app/Greeter.java", GREETER)
            .file(
                "app/Main.java",
                """
                package app;
                import static dev.bobbin.Bobbin.await;
                import dev.bobbin.*;
                import java.lang.invoke.*;
                import java.lang.reflect.*;
                import java.util.*;
                public class Main {
                  static List<String> seen = new ArrayList<>();
                """
                    + mainBody
                    + "}")
            .compile("-classpath", ChildJvm.runtimeJar().toString());
    return ChildJvm.run(
        directory,
        ChildJvm.agent(""),
        "-cp",
        ChildJvm.path(classes, ChildJvm.runtimeJar()),
        "app.Main");
  }

  @Test
  void aProxyForwardsToAnAsyncObject() throws Exception {
    run("""
        public static void main(String[] args) {
          Greeter real = new Greeter.Real();
          Greeter proxy = (Greeter) Proxy.newProxyInstance(
              Main.class.getClassLoader(), new Class<?>[] {Greeter.class},
              (self, method, arguments) -> {
                seen.add(method.getName());
                return method.invoke(real, arguments);
              });
          System.out.println(Bobbin.run(() -> proxy.greet("hello")) + seen);
        }
        """)
        .quietly("hello real!" + "[greet]\n");
  }

  /** The handler sees the calls that the source makes, and none of what weaving made of them. */
  @Test
  void aProxyRunsAnAsyncDefaultMethod() throws Exception {
    run("""
        public static void main(String[] args) {
          Greeter proxy = (Greeter) Proxy.newProxyInstance(
              Main.class.getClassLoader(), new Class<?>[] {Greeter.class},
              (self, method, arguments) -> {
                seen.add(method.getName());
                return method.isDefault()
                    ? InvocationHandler.invokeDefault(self, method, arguments)
                    : Task.of("proxy");
              });
          System.out.println(Bobbin.run(() -> proxy.greet("hello")) + seen);
        }
        """)
        .quietly("hello proxy![greet, name]\n");
  }

  /** As libraries make them: each method overridden, calling on to the superclass or a target. */
  @Test
  void aSubclassThatOverridesEverythingItCan() throws Exception {
    run("""
        static class Service {
          private String name = "service";
          @Async public Task<String> ask(int times) {
            String out = name;
            for (int i = 0; i < times; i++) { await(Bobbin.yieldNow()); out += i; }
            return Task.of(out + await(inner()));
          }
          @Async protected Task<String> inner() {
            await(Bobbin.yieldNow());
            return Task.of("." + name);
          }
        }
        static class Intercepting extends Service {
          @Override public Task<String> ask(int times) { seen.add("ask"); return super.ask(times); }
          @Override protected Task<String> inner() { seen.add("inner"); return super.inner(); }
        }
        static class Delegating extends Service {
          final Service target = new Service();
          @Override public Task<String> ask(int times) { return target.ask(times); }
          @Override protected Task<String> inner() { throw new AssertionError(); }
        }
        public static void main(String[] args) {
          System.out.println(Bobbin.run(() -> new Intercepting().ask(2)) + seen
              + Bobbin.run(() -> new Delegating().ask(1)));
        }
        """)
        .quietly("service01.service[ask, inner]service0.service\n");
  }

  /**
   * The JVM shows hidden classes to no agent, so they are not woven: they run, and their awaits say
   * that they are not.
   */
  @Test
  void aHiddenClassIsPassedOver() throws Exception {
    run("""
        public static class Template {
          @Async public static Task<String> ask() { return Task.of(await(Task.of("x"))); }
          public static String plain() { return "plain"; }
        }
        public static void main(String[] args) throws Exception {
          byte[] bytes;
          try (var in = Main.class.getResourceAsStream("Main$Template.class")) {
            bytes = in.readAllBytes();
          }
          Class<?> hidden = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
          System.out.println(hidden.isHidden() + " " + hidden.getMethod("plain").invoke(null));
          try {
            hidden.getMethod("ask").invoke(null);
          } catch (InvocationTargetException e) {
            System.out.println(e.getCause().getClass().getSimpleName());
          }
          System.out.println(Bobbin.run(() -> Template.ask()));
        }
        """)
        .quietly("true plain\nNotWovenException\nx\n");
  }
}
