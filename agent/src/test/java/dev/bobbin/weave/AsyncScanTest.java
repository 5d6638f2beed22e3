package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.weave.fixtures.LoopsFixture;
import dev.bobbin.weave.fixtures.Stages;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AsyncScanTest {

  @Test
  void findsAsyncClassesAndNoOthers() {
    assertTrue(AsyncScan.mayContainAsync(Weaving.bytes(LoopsFixture.class)));
    assertFalse(AsyncScan.mayContainAsync(Weaving.bytes(Stages.class)));
    assertFalse(AsyncScan.mayContainAsync(Weaving.bytes(AsyncScanTest.class)));
  }

  @Test
  void awaitAloneIsEnough() {
    byte[] awaits =
        Sources.compile(
                "A.java", "class A { Object a() { return dev.bobbin.Bobbin.await(null); } }")
            .get("A");
    assertTrue(AsyncScan.mayContainAsync(awaits));
  }

  /** Who runs a loop and awaits nothing is the usual main class. */
  @Test
  void otherCallsAreNotEnough() {
    byte[] runs =
        Sources.compile(
                "A.java",
                "class A { int a() { return dev.bobbin.Bobbin.run(() -> dev.bobbin.Task.of(1)); } }")
            .get("A");
    assertFalse(AsyncScan.mayContainAsync(runs));
  }

  @Test
  void passesLongsDoublesAndHandles() {
    byte[] constants =
        Sources.compile(
                "A.java",
                "class A { long l = 1L << 40; double d = 0.3; Runnable r = () -> {}; String s = l +"
                    + " \"\"; @dev.bobbin.Async void m() {} }")
            .get("A");
    assertTrue(AsyncScan.mayContainAsync(constants));
  }

  /** Who parses them says what is wrong. */
  @Test
  void unreadableBytesCount() {
    byte[] whole = Weaving.bytes(Stages.class);
    assertTrue(AsyncScan.mayContainAsync(new byte[0]));
    assertTrue(AsyncScan.mayContainAsync(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    assertTrue(AsyncScan.mayContainAsync(Arrays.copyOf(whole, 100)));
  }

  /** No length of a truncated file makes it fail. */
  @Test
  void truncatedFilesAreNoError() {
    byte[] whole = Weaving.bytes(LoopsFixture.class);
    int found = 0;
    for (int length = 0; length <= whole.length; length++) {
      found += AsyncScan.mayContainAsync(Arrays.copyOf(whole, length)) ? 1 : 0;
    }
    assertEquals(whole.length + 1, found);
  }
}
