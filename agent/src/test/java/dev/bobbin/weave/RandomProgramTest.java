package dev.bobbin.weave;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that nobody thought of: woven and plain they do the same. {@code bobbin.random.count}
 * says how many, {@code bobbin.random.first} is the seed of the first.
 */
class RandomProgramTest {

  private static final long COUNT = Long.getLong("bobbin.random.count", 2000);
  private static final long FIRST = Long.getLong("bobbin.random.first", 1);

  /** Programs that are compiled together: javac takes about as long to start as for one of them. */
  private static final int BATCH = 50;

  static LongStream begins() {
    return LongStream.iterate(FIRST, begin -> begin < FIRST + COUNT, begin -> begin + BATCH);
  }

  @ParameterizedTest(name = "seeds from {0}")
  @MethodSource("begins")
  @Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void wovenDoesWhatPlainJavaDoes(long begin) {
    List<RandomProgram> programs =
        LongStream.range(begin, Math.min(begin + BATCH, FIRST + COUNT))
            .mapToObj(RandomProgram::of)
            .toList();

    // By the seed alone, so that it is the same where one seed is run again.
    String debugTables = (begin - 1) / BATCH % 2 == 0 ? "-g" : "-g:none";
    new RandomProgramTrial(debugTables, UnaryOperator.identity()).check(programs);
  }
}
