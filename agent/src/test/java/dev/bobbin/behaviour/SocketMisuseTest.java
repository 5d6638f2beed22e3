package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncServer;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cannot be meant is told where it was written. */
@Timeout(60)
class SocketMisuseTest {

  @Test
  void aReadOnlyBufferIsRefusedBeforeAnythingComes() {
    run(
        () -> {
          Loopback.Pair pair = Loopback.Pair.connected();
          ByteBuffer readOnly = ByteBuffer.allocate(8).asReadOnlyBuffer();
          var refused =
              assertThrows(IllegalArgumentException.class, () -> pair.left().read(readOnly));
          assertTrue(refused.getMessage().contains("AsyncSocket["), refused.getMessage());
          assertTrue(refused.getMessage().contains("read-only"), refused.getMessage());

          await(pair.right().write("still there\n"));
          assertEquals("still there", await(pair.left().readLine()));
          return pair.close();
        });
  }

  @Test
  void listeningAtAnAddressThatIsNotResolvedSaysSo() {
    Throwable failure = run(SocketMisuseTest::listenUnresolved);

    assertEquals(BindException.class, failure.getClass());
    assertTrue(failure.getMessage().contains("here.test"), failure.getMessage());
    assertTrue(failure.getMessage().contains("not resolved"), failure.getMessage());
  }

  @Async
  private static Task<Throwable> listenUnresolved() {
    var address = InetSocketAddress.createUnresolved("here.test", 7);
    return failureOf(AsyncServer.listen(address, socket -> Task.done()));
  }
}
