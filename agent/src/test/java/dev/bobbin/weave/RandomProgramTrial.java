package dev.bobbin.weave;

import dev.bobbin.EventLoop;
import dev.bobbin.weave.fixtures.Stages;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs as plain Java and woven, and compares what they return, throw and do.
 *
 * @param debugTables the option of javac
 * @param change what happens to woven classes before they are loaded; nothing but in a test of this
 *     test
 */
record RandomProgramTrial(String debugTables, UnaryOperator<Map<String, byte[]>> change) {

  /** Far more than any program awaits. */
  private static final int ENDLESS = 100_000;

  /**
   * How a program was woven wrongly.
   *
   * @param kind the same for what is likely to be the same fault
   */
  record Fault(String kind, String text) {}

  /** When awaits suspend. */
  private enum Mode {
    NEVER,
    ALWAYS,
    BY_SEED,
    YIELDING
  }

  /** Compiles the program alone; null if all is well, or if it is no program at all. */
  @Nullable Fault faultOf(RandomProgram program) {
    Map<String, byte[]> classFiles;
    try {
      classFiles = compile(program.source());
    } catch (AssertionError notJava) {
      return null;
    }
    return faultOf(program, classFiles);
  }

  /**
   * What is wrong with a program, if anything.
   *
   * @param classFiles of this program and maybe of others
   */
  @Nullable Fault faultOf(RandomProgram program, Map<String, byte[]> classFiles) {
    String name = program.className();
    Map<String, byte[]> own = new TreeMap<>(classFiles);
    own.keySet().removeIf(each -> !each.equals(name) && !each.startsWith(name + "$"));
    // A program that hangs is named in the thread dump.
    Thread.currentThread().setName("random program " + program.seed());
    try {
      Method plain = main(WovenLoader.plain(own), name);
      String expected = plainly(plain);
      Method woven = main(WovenLoader.of(change.apply(Weaving.weaveAll(own))), name);
      for (Mode mode : Mode.values()) {
        String actual = in(mode, woven, program.seed());
        if (!actual.equals(expected)) {
          return new Fault("differs", mode + ":\nplain " + expected + "\nwoven " + actual);
        }
      }
      return null;
    } catch (Exception | LinkageError | AssertionError fault) {
      return new Fault(fault.getClass().getName(), Stages.text(fault));
    }
  }

  private Map<String, byte[]> compile(String source) {
    return Sources.compile("Random.java", source, "-proc:none", "-nowarn", debugTables);
  }

  private static Method main(ClassLoader loader, String name) throws Exception {
    Method main = loader.loadClass(name).getDeclaredMethod("main");
    main.setAccessible(true);
    return main;
  }

  private static String plainly(Method main) {
    Stages run = Stages.begin(number -> true);
    String outcome;
    try {
      outcome = Stages.text(PlainAwait.await(call(main)));
    } catch (Throwable failure) {
      outcome = Stages.text(failure);
    }
    return outcome + " after " + run.steps();
  }

  private static String in(Mode mode, Method main, long seed) {
    Stages run = Stages.begin(limited(isDone(mode, seed)));
    String outcome;
    int budget = mode == Mode.YIELDING ? 1 : Integer.MAX_VALUE;
    try (EventLoop loop = EventLoop.builder().awaitBudget(budget).build()) {
      outcome = Stages.text(loop.run(() -> call(main)));
    } catch (Throwable failure) {
      outcome = Stages.text(failure);
    }
    return outcome + " after " + run.steps();
  }

  private static IntPredicate isDone(Mode mode, long seed) {
    return switch (mode) {
      case NEVER -> number -> true;
      case ALWAYS -> number -> false;
      case BY_SEED, YIELDING ->
          number -> ((seed * 31 + number) * 0x9E3779B97F4A7C15L + mode.ordinal()) >>> 62 != 0;
    };
  }

  private static IntPredicate limited(IntPredicate isDone) {
    return number -> {
      if (number > ENDLESS) {
        throw new AssertionError("awaits without end");
      }
      return isDone.test(number);
    };
  }

  @SuppressWarnings("unchecked")
  private static CompletionStage<Object> call(Method main) throws Exception {
    try {
      return (CompletionStage<Object>) main.invoke(null);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Exception exception) {
        throw exception;
      }
      throw (Error) thrown.getCause();
    }
  }

  /** Compiles all programs at once; the first that is woven wrongly is shrunk and reported. */
  void check(List<RandomProgram> programs) {
    Map<String, byte[]> classFiles = compile(RandomProgram.source(programs));
    for (RandomProgram program : programs) {
      Fault fault = faultOf(program, classFiles);
      if (fault != null) {
        RandomProgram small = RandomProgramShrinker.shrunk(program, fault.kind(), this);
        Fault left = faultOf(small);
        throw new AssertionError(
            "seed %d, with %s, shrunk:\n%s\n%s"
                .formatted(
                    program.seed(),
                    debugTables,
                    small.source(),
                    (left == null ? fault : left).text()));
      }
    }
  }
}
