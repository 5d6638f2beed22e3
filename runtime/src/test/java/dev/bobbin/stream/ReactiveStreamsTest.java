package dev.bobbin.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/**
 * The bridges to {@link java.util.concurrent.Flow} against the Reactive Streams' technology
 * compatibility kit. The kit is written for TestNG, so this starts one.
 */
class ReactiveStreamsTest {
  /** How long the kit waits for what must come. */
  static final long PATIENCE_MILLIS = 1500;

  @ParameterizedTest
  @ValueSource(classes = {StreamPublisherVerification.class, PublisherIteratorVerification.class})
  void theKitFindsNothing(Class<?> verification) {
    var results = new TestListenerAdapter();
    var testNg = new TestNG(false);
    testNg.setUseDefaultListeners(false);
    testNg.setVerbose(0);
    testNg.setTestClasses(new Class<?>[] {verification});
    testNg.addListener(results);
    testNg.run();

    List<String> failures = new ArrayList<>();
    for (ITestResult failed : results.getFailedTests()) {
      failures.add(failed.getName() + ": " + failed.getThrowable());
    }
    assertEquals(List.of(), failures);
    assertEquals(List.of(), results.getConfigurationFailures());
    assertTrue(results.getPassedTests().size() > 10, "the kit ran");
  }
}
