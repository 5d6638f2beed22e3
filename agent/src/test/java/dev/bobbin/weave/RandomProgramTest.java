package dev.bobbin.weave;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that nobody thought of: woven and plain they do the same. */
class RandomProgramTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void wovenDoesWhatPlainJavaDoes(long seed) throws Exception {
    String source = new RandomProgram(seed).source();
    Map<String, byte[]> classFiles = Sources.compile("Random.java", source);
    try {
      Programs.assertSameWhenWoven(classFiles, "Random", "main");
    } catch (AssertionError | Exception failure) {
      throw new AssertionError("seed " + seed + ":\n" + source, failure);
    }
  }
}
