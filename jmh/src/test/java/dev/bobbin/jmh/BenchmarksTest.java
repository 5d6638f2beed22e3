package dev.bobbin.jmh;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs each benchmark for a moment: it has been woven and does not fail. It measures nothing. */
class BenchmarksTest {
  @Test
  void eachBenchmarkRuns() throws Exception {
    var options =
        new OptionsBuilder()
            .exclude(Runtime.version().feature() < 21 ? "virtualThreads" : "no such benchmark")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(10))
            .param("tasks", "1000")
            .param("timers", "1000")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();

    assertFalse(new Runner(options).run().isEmpty());
  }
}
