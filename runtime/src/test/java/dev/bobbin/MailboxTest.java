package dev.bobbin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Mailbox.Posted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxTest {

  private final Mailbox mailbox = new Mailbox();
  private final ReadyQueue inbox = new ReadyQueue();

  @Test
  void lettersAreTakenInTheOrderInWhichTheyWerePosted() {
    post("a", "b", "c");

    mailbox.drainTo(inbox);

    assertEquals(List.of("a", "b", "c"), taken());
  }

  @Test
  void whatIsTakenComesBehindWhatTheInboxHadAlready() {
    post("a", "b");
    mailbox.drainTo(inbox);
    post("c");

    mailbox.drainTo(inbox);

    assertEquals(List.of("a", "b", "c"), taken());
  }

  @Test
  void aLetterIsTakenOnce() {
    post("a");
    assertFalse(mailbox.isEmpty());

    mailbox.drainTo(inbox);
    mailbox.drainTo(inbox);

    assertTrue(mailbox.isEmpty());
    assertEquals(List.of("a"), taken());
  }

  @Test
  void postToALoopThatIsAwakeWakesNobody() {
    assertEquals(Posted.ACCEPTED, mailbox.post("a"));
    assertEquals(Posted.ACCEPTED, mailbox.post("b"));
  }

  @Test
  void onlyTheFirstPostToAParkedLoopWakesIt() {
    assertTrue(mailbox.park());
    assertTrue(mailbox.isEmpty());

    assertEquals(Posted.WAKE_UP, mailbox.post("a"));
    assertEquals(Posted.ACCEPTED, mailbox.post("b"));

    mailbox.drainTo(inbox);
    assertEquals(List.of("a", "b"), taken());
  }

  @Test
  void aLoopWithMailDoesNotPark() {
    post("a");

    assertFalse(mailbox.park());

    mailbox.drainTo(inbox);
    assertEquals(List.of("a"), taken());
    assertTrue(mailbox.park());
  }

  @Test
  void parkingTwiceIsParking() {
    assertTrue(mailbox.park());
    assertTrue(mailbox.park());
    assertEquals(Posted.WAKE_UP, mailbox.post("a"));
  }

  @Test
  void unparkMakesTheNextPostFree() {
    mailbox.park();
    mailbox.unpark();

    assertEquals(Posted.ACCEPTED, mailbox.post("a"));
  }

  @Test
  void unparkLeavesMailAlone() {
    mailbox.park();
    post("a");

    mailbox.unpark();

    mailbox.drainTo(inbox);
    assertEquals(List.of("a"), taken());
  }

  @Test
  void drainingAParkedMailboxLeavesItParked() {
    mailbox.park();

    mailbox.drainTo(inbox);

    assertEquals(List.of(), taken());
    assertEquals(Posted.WAKE_UP, mailbox.post("a"));
  }

  @Test
  void closeTakesTheLastLettersAndRefusesAllLaterOnes() {
    post("a", "b");

    mailbox.close(inbox);

    assertEquals(List.of("a", "b"), taken());
    assertEquals(Posted.REFUSED, mailbox.post("c"));
    mailbox.drainTo(inbox);
    assertEquals(List.of(), taken());
  }

  @Test
  void aClosedMailboxStaysClosed() {
    mailbox.park();
    mailbox.close(inbox);

    mailbox.close(inbox);
    mailbox.unpark();

    assertFalse(mailbox.park());
    assertTrue(mailbox.isEmpty());
    assertEquals(Posted.REFUSED, mailbox.post("a"));
    assertEquals(List.of(), taken());
  }

  private record Letter(int producer, int number) {}

  @Test
  void eachProducerKeepsItsOrderAndOneOfThemWakesTheLoop() throws Exception {
    int producers = 4;
    int letters = 20_000;
    int[] wakeUps = new int[producers];
    var start = new CyclicBarrier(producers);
    assertTrue(mailbox.park());

    List<Thread> threads =
        IntStream.range(0, producers)
            .mapToObj(
                producer ->
                    new Thread(
                        () -> {
                          meet(start);
                          for (int i = 0; i < letters; i++) {
                            if (mailbox.post(new Letter(producer, i)) == Posted.WAKE_UP) {
                              wakeUps[producer]++;
                            }
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    mailbox.drainTo(inbox);

    int[] next = new int[producers];
    for (Object taken : taken()) {
      var letter = (Letter) taken;
      assertEquals(next[letter.producer()]++, letter.number());
    }
    assertEquals(producers * letters, IntStream.of(next).sum());
    assertEquals(1, IntStream.of(wakeUps).sum());
  }

  @Test
  void aLetterIsAcceptedAndTakenOrRefusedWhileTheMailboxCloses() throws Exception {
    for (int round = 0; round < 200; round++) {
      var closing = new Mailbox();
      var accepted = new ArrayList<Object>();
      var start = new CyclicBarrier(2);
      var producer =
          new Thread(
              () -> {
                meet(start);
                for (int i = 0; closing.post(i) != Posted.REFUSED; i++) {
                  accepted.add(i);
                }
              });
      producer.start();
      meet(start);
      closing.drainTo(inbox);
      closing.close(inbox);
      producer.join();
      assertEquals(accepted, taken());
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void post(Object... letters) {
    for (Object letter : letters) {
      mailbox.post(letter);
    }
  }

  private List<Object> taken() {
    var entries = new ArrayList<>();
    for (Object entry = inbox.poll(); entry != null; entry = inbox.poll()) {
      entries.add(entry);
    }
    return entries;
  }
}
