package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.weave.fixtures.SwitchFixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Class files with random faults, the same ones in every run. Whatever is wrong, the weaver ends,
 * and says that it cannot read or cannot weave the class.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class CorruptClassFilesTest {

  private static final int FAULTS = Integer.getInteger("bobbin.faults", 400);

  private final Weaver weaver = Weaving.weaver();
  private final Map<String, Throwable> faults = new LinkedHashMap<>();
  private int woven;
  private int refused;
  private long listed;

  @Test
  void fixturesWithFaults() {
    Map<String, byte[]> classFiles = Fixtures.compiledByTheBuild();
    for (String name : Fixtures.namesIn(classFiles)) {
      for (int seed = 0; seed < FAULTS; seed++) {
        weave(name + " " + seed, Mutants.of(classFiles.get(name), new Random(seed)));
      }
    }
    assertNoFaults();
    assertTrue(woven > 0 && refused > 0 && listed > 0, "the faults are all too small or too large");
  }

  /** They hold nothing async, but who asks to refuse them gets an answer. */
  @Test
  void classesOfTheJdkWithFaults() {
    for (Class<?> type : List.of(String.class, ArrayList.class, Thread.class, Math.class)) {
      byte[] classFile = Weaving.find(type.getName().replace('.', '/'));
      for (int seed = 0; seed < FAULTS / 3; seed++) {
        weave(type + " " + seed, Mutants.of(classFile, new Random(seed)));
      }
    }
    assertNoFaults();
  }

  @Test
  void fixturesThatEndTooEarly() {
    Map<String, byte[]> classFiles = Fixtures.compiledByTheBuild();
    for (String name : Fixtures.namesIn(classFiles)) {
      byte[] whole = classFiles.get(name);
      for (int length = 0; length < whole.length; length += 1 + whole.length / 100) {
        weave(name + " of length " + length, Arrays.copyOf(whole, length));
      }
    }
    assertNoFaults();
    assertEquals(0, woven);
  }

  @Test
  void supertypesWithFaultsMayBeAnything() {
    byte[] whole = Weaving.bytes(SwitchFixture.class);
    for (int seed = 0; seed < 2000; seed++) {
      byte[] mutant = Mutants.of(whole, new Random(seed));
      attempt(
          "supertype " + seed,
          () -> ClassHierarchy.of(name -> mutant).mayBe("a/B", "java/io/Serializable"));
    }
    assertNoFaults();
  }

  /** Its table alone would fill the memory. */
  @Test
  void aSwitchOverTwoThousandMillionCases() {
    byte[] classFile = Weaving.bytes(SwitchFixture.class);
    byte[] fromZeroToThree = {0, 0, 0, 0, 0, 0, 0, 3};
    int at = 0;
    while (!Arrays.equals(classFile, at, at + 8, fromZeroToThree, 0, 8)) {
      at++;
    }
    classFile[at + 4] = 0x7F;

    weave("a large switch", classFile);

    assertNoFaults();
    assertEquals(3, refused);
  }

  private void assertNoFaults() {
    faults.values().stream().limit(3).forEach(Throwable::printStackTrace);
    assertEquals("", String.join("\n", faults.keySet()));
  }

  private void weave(String what, byte[] classFile) {
    attempt(what, () -> AsyncScan.mayContainAsync(classFile));
    attempt(what, () -> woven += weaver.weave(classFile).isPresent() ? 1 : 0);
    attempt(
        what,
        () -> listed += weaver.explain(classFile).map(ClassListing::toString).orElse("").length());
    attempt(what, () -> weaver.refuse(classFile, List.of()));
  }

  private void attempt(String what, Runnable call) {
    // Where the weaver hangs, the thread dump of the time limit says on which file.
    Thread.currentThread().setName(what);
    try {
      call.run();
    } catch (ClassFileException | WeaveException told) {
      refused++;
    } catch (Throwable fault) {
      StackTraceElement[] trace = fault.getStackTrace();
      String at = trace.length == 0 ? "" : " at " + trace[0];
      faults.putIfAbsent(what + ": " + fault.getClass().getName() + at, fault);
    }
  }
}
