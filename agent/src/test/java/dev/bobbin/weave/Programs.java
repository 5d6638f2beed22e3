package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.weave.FixtureRun.Mode;
import java.util.Map;

/** Runs classes that a test made, woven in every mode and as plain Java, and compares. */
public final class Programs {

  private Programs() {}

  /** The method must exist, take nothing and return a stage. */
  public static void assertSameWhenWoven(
      Map<String, byte[]> classFiles, String className, String method) throws Exception {
    String expected = plain(classFiles, className, method);
    for (Mode mode : Mode.values()) {
      assertEquals(expected, woven(classFiles, className, method, mode), mode.name());
    }
  }

  /** Outcome and steps as plain Java; the JVM verifies the class on the way. */
  public static String plain(Map<String, byte[]> classFiles, String className, String method)
      throws Exception {
    Class<?> type = WovenLoader.plain(classFiles).loadClass(className);
    FixtureRun run = FixtureRun.plainly(type.getDeclaredMethod(method));
    return run.outcome() + " " + run.steps();
  }

  private static String woven(
      Map<String, byte[]> classFiles, String className, String method, Mode mode) throws Exception {
    Class<?> type = WovenLoader.weaving(classFiles).loadClass(className);
    FixtureRun run = FixtureRun.in(mode, type.getDeclaredMethod(method));
    return run.outcome() + " " + run.steps();
  }
}
