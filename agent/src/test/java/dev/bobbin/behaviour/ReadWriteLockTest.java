package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncReadWriteLock;
import dev.bobbin.sync.Permit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link AsyncReadWriteLock}: many that look or one that changes, first come first served. */
@Timeout(60)
class ReadWriteLockTest {
  private final AsyncReadWriteLock lock = new AsyncReadWriteLock();

  @Test
  @Covers("S13")
  void readersGoTogetherAndAWriterAlone() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Permit first = cranked.run(lock::acquireRead);
      Permit second = cranked.run(lock::acquireRead);
      Task<Permit> writer = cranked.start(lock::acquireWrite);
      first.close();
      cranked.settle();
      assertFalse(writer.isDone());
      second.close();
      second.close();
      cranked.settle();
      assertTrue(writer.isDone());
      assertTrue(lock.tryAcquireRead().isEmpty());
      assertTrue(lock.tryAcquireWrite().isEmpty());
      writer.join().close();
      assertEquals("AsyncReadWriteLock[free, 0 waiting]", lock.toString());
    }
  }

  @Test
  @Covers("S13")
  void aReaderDoesNotOvertakeAWriterThatWaits() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Permit reading = cranked.run(lock::acquireRead);
      Task<Permit> writer = cranked.start(lock::acquireWrite);
      Task<Permit> third = cranked.start(lock::acquireRead);
      Task<Permit> fourth = cranked.start(lock::acquireRead);
      assertTrue(lock.tryAcquireRead().isEmpty());
      assertEquals(
          "AsyncReadWriteLock[1 readers: READER, 3 waiting]",
          lock.toString().replaceAll("task-\\d+", "READER"));
      reading.close();
      cranked.settle();
      assertTrue(writer.isDone());
      assertFalse(third.isDone());
      writer.join().close();
      cranked.settle();
      assertTrue(third.isDone());
      assertTrue(fourth.isDone());
    }
  }

  @Test
  @Covers({"S13", "S2"})
  void readersBehindAWriterThatGivesUpGoOn() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      cranked.run(lock::acquireRead);
      Task<Permit> writer = cranked.start(lock::acquireWrite);
      Task<Permit> reader = cranked.start(lock::acquireRead);
      writer.cancel("not needed");
      cranked.settle();
      Ended.assertCancelled(writer);
      assertTrue(reader.isDone());
    }
  }

  @Test
  @Covers({"S3", "S13"})
  void anotherThreadChangesNothingWhereItWouldWakeATask() {
    try (EventLoop loop = EventLoop.create().start()) {
      Permit writing = Bounded.get(loop.fork(lock::acquireWrite), loop);
      Task<Permit> reader = loop.fork(lock::acquireRead);
      Bounded.get(loop.fork(() -> Outcome.turns(1)), loop);
      var refused = assertThrows(IllegalStateException.class, writing::close);
      assertTrue(refused.getMessage().contains("loop.execute"), refused.getMessage());
      assertFalse(reader.isDone());
      loop.execute(writing::close);
      Bounded.get(reader, loop);
    }
  }
}
