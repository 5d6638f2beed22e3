package dev.bobbin.samples.cluster;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.compute;
import static dev.bobbin.Bobbin.each;
import static dev.bobbin.Bobbin.run;

import com.hazelcast.core.MemberLeftException;
import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.samples.cpu.CpuBound;
import dev.bobbin.stream.AsyncIterator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The job of {@link CpuBound} on a cluster of three JVMs, one of which is killed when half of it is
 * done. Hazelcast carries calls to the members and answers back, and tells who has died; what is to
 * be done then is said here, in a loop with a {@code catch}. All of this runs on one thread, so who
 * has how much to do is kept in plain fields.
 */
public final class Cluster {

  private static final int PARTS = 24;
  private static final Comparator<Node> BY_WORK = Comparator.comparingInt(node -> node.toDo);

  private final List<Node> alive;
  private final int upTo;

  private Cluster(List<Node> nodes, int upTo) {
    this.alive = new ArrayList<>(nodes);
    this.upTo = upTo;
  }

  public static void main(String[] args) {
    int upTo = args.length == 0 ? 4_000_000 : Integer.parseInt(args[0]);
    run(() -> compare(upTo));
  }

  @Async
  private static Task<Void> compare(int upTo) {
    try (Members members = await(Members.open())) {
      List<Node> nodes = await(all(members.add(1), members.add(2), members.add(3)));
      System.out.println(nodes + " have joined");
      int there = await(new Cluster(nodes, upTo).primes());
      System.out.println("on the cluster: " + there + " primes");
    } // whoever is still alive has ended
    int here = await(compute(() -> CpuBound.primes(0, 1, upTo)));
    System.out.println("in this JVM:    " + here + " primes");
    return Task.done();
  }

  @Async
  private Task<Integer> primes() {
    int primes = 0;
    int done = 0;
    try (var group = TaskGroup.<Integer>open()) {
      List<Task<Integer>> parts = new ArrayList<>();
      for (int part = 0; part < PARTS; part++) {
        int mine = part;
        parts.add(group.fork(() -> primes(mine)));
      }
      AsyncIterator<Task<Integer>> ended = each(parts);
      while (await(ended.hasNext())) {
        primes += await(ended.next());
        done++;
        if (done == PARTS / 2) {
          Node victim = Collections.max(alive, BY_WORK);
          System.out.println(done + " parts are done, " + victim + " is killed");
          await(victim.kill());
        }
      }
      await(group.join());
    }
    return Task.of(primes);
  }

  /** A part of the job, sent to who has the least to do; to another one, should that one die. */
  @Async
  private Task<Integer> primes(int part) {
    while (true) {
      Node node = Collections.min(alive, BY_WORK);
      node.toDo++;
      try {
        return Task.of(
            await(node.submit(new PrimesOfPart(part, PARTS, upTo)), MemberLeftException.class));
      } catch (MemberLeftException died) {
        alive.remove(node);
        System.out.println("part " + part + " was lost with " + node + " and is done again");
      } finally {
        node.toDo--;
      }
    }
  }
}
