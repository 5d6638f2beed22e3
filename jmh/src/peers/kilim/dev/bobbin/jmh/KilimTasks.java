package dev.bobbin.jmh;

import java.util.ArrayList;
import java.util.List;
import kilim.Cell;
import kilim.Mailbox;
import kilim.Pausable;
import kilim.Task;

/** The workloads as users of Kilim write them: a task is a class, its result is its exitResult. */
final class KilimTasks {
  private KilimTasks() {}

  /** What Kilim has for a stage that is done: a task to join. */
  static final class Done extends Task<Integer> {
    @Override
    public void execute() throws Pausable {
      exitResult = 1;
    }
  }

  static final class AwaitDone extends Task<Integer> {
    private final Task<Integer> done;
    private final int times;

    AwaitDone(Task<Integer> done, int times) {
      this.done = done;
      this.times = times;
    }

    @Override
    public void execute() throws Pausable {
      int sum = 0;
      for (int i = 0; i < times; i++) {
        sum += done.join().result;
      }
      exitResult = sum;
    }
  }

  static final class SumUp extends Task<Integer> {
    private final int[] elements;
    private final Task<Integer> done;

    SumUp(int[] elements, Task<Integer> done) {
      this.elements = elements;
      this.done = done;
    }

    @Override
    public void execute() throws Pausable {
      int sum = 0;
      for (int i = 0; i < elements.length; i++) {
        if (i % 100 == 0) {
          sum += done.join().result;
        }
        sum = sum * 31 + (elements[i] ^ i);
      }
      exitResult = sum;
    }
  }

  static final class YieldOften extends Task<Integer> {
    private final int times;

    YieldOften(int times) {
      this.times = times;
    }

    @Override
    public void execute() throws Pausable {
      int sum = 0;
      for (int i = 0; i < times; i++) {
        Task.yield();
        sum += i;
      }
      exitResult = sum;
    }
  }

  /** Puts what another task waits for. */
  private static final class Completion extends Task<Integer> {
    private final Cell<Integer> pending;

    Completion(Cell<Integer> pending) {
      this.pending = pending;
    }

    @Override
    public void execute() throws Pausable {
      pending.putnb(1);
    }
  }

  static final class AwaitOften extends Task<Integer> {
    private final KilimLoop loop;
    private final int times;

    AwaitOften(KilimLoop loop, int times) {
      this.loop = loop;
      this.times = times;
    }

    @Override
    public void execute() throws Pausable {
      int sum = 0;
      for (int i = 0; i < times; i++) {
        Cell<Integer> pending = new Cell<>();
        loop.begin(new Completion(pending));
        sum += pending.get();
      }
      exitResult = sum;
    }
  }

  static final class ChainOften extends Task<Integer> {
    private final int depth;
    private final int times;

    ChainOften(int depth, int times) {
      this.depth = depth;
      this.times = times;
    }

    @Override
    public void execute() throws Pausable {
      int sum = 0;
      for (int i = 0; i < times; i++) {
        sum += chain(depth);
      }
      exitResult = sum;
    }
  }

  private static int chain(int depth) throws Pausable {
    if (depth == 1) {
      Task.yield();
      return 1;
    }
    return chain(depth - 1) + 1;
  }

  static final class Play extends Task<Integer> {
    private final KilimLoop loop;
    private final int rounds;

    Play(KilimLoop loop, int rounds) {
      this.loop = loop;
      this.rounds = rounds;
    }

    @Override
    public void execute() throws Pausable {
      Mailbox<Object> there = new Mailbox<>(1, 1);
      Mailbox<Object> back = new Mailbox<>(1, 1);
      Task<Integer> other = loop.begin(new Returns(there, back, rounds));
      Object ball = new Object();
      int count = 0;
      for (int i = 0; i < rounds; i++) {
        there.put(ball);
        back.get();
        count++;
      }
      exitResult = count + other.join().result;
    }
  }

  private static final class Returns extends Task<Integer> {
    private final Mailbox<Object> in;
    private final Mailbox<Object> out;
    private final int rounds;

    Returns(Mailbox<Object> in, Mailbox<Object> out, int rounds) {
      this.in = in;
      this.out = out;
      this.rounds = rounds;
    }

    @Override
    public void execute() throws Pausable {
      int count = 0;
      for (int i = 0; i < rounds; i++) {
        out.put(in.get());
        count++;
      }
      exitResult = count;
    }
  }

  static final class SpawnAll extends Task<Integer> {
    private final KilimLoop loop;
    private final int tasks;

    SpawnAll(KilimLoop loop, int tasks) {
      this.loop = loop;
      this.tasks = tasks;
    }

    @Override
    public void execute() throws Pausable {
      List<Task<Integer>> spawned = new ArrayList<>(tasks);
      for (int i = 0; i < tasks; i++) {
        spawned.add(loop.begin(new ChainOften(1, 1)));
      }
      int sum = 0;
      for (Task<Integer> task : spawned) {
        sum += task.join().result;
      }
      exitResult = sum;
    }
  }

  static final class Tree extends Task<Long> {
    private final KilimLoop loop;
    private final long number;
    private final int leaves;

    Tree(KilimLoop loop, long number, int leaves) {
      this.loop = loop;
      this.number = number;
      this.leaves = leaves;
    }

    @Override
    public void execute() throws Pausable {
      if (leaves == 1) {
        Task.yield();
        exitResult = number;
        return;
      }
      List<Task<Long>> children = new ArrayList<>(10);
      for (int i = 0; i < 10; i++) {
        long first = number + (long) i * (leaves / 10);
        children.add(loop.begin(new Tree(loop, first, leaves / 10)));
      }
      long sum = 0;
      for (Task<Long> child : children) {
        sum += child.join().result;
      }
      exitResult = sum;
    }
  }

  static final class Sleeps extends Task<Integer> {
    private final int millis;

    Sleeps(int millis) {
      this.millis = millis;
    }

    @Override
    public void execute() throws Pausable {
      Task.sleep(millis);
      exitResult = 1;
    }
  }

  /** Two ints and two objects that it needs after it has waited. */
  static final class Waits extends Task<Integer> {
    final Mailbox<Integer> gate = new Mailbox<>(1);
    private final int a;

    Waits(int a) {
      this.a = a;
    }

    @Override
    public void execute() throws Pausable {
      exitResult = waits(gate, a, 2, "ab", this);
    }
  }

  private static int waits(Mailbox<Integer> gate, int a, int b, String c, Object d)
      throws Pausable {
    int opened = gate.get();
    return opened + a + b + c.length() + (d == c ? 1 : 0);
  }
}
