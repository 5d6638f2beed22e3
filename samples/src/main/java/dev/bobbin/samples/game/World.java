package dev.bobbin.samples.game;

import dev.bobbin.EventLoop;
import dev.bobbin.Ticker;
import dev.bobbin.sync.AsyncQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The field, the market on it, and time, which passes tick by tick and not by any clock. So what
 * happens depends on the seed alone, and the same seed gives the same {@link #trace}.
 */
final class World implements AutoCloseable {

  static final int SIZE = 64;
  static final int TICKS_PER_SECOND = 60;
  static final Duration TICK = Duration.ofSeconds(1).dividedBy(TICKS_PER_SECOND);

  /** Sacks of grain; who brings one waits while it is full, who wants one while it is empty. */
  final AsyncQueue<Integer> market = AsyncQueue.bounded(100);

  private final EventLoop loop;
  private final List<Actor> actors = new ArrayList<>();
  private long tick;
  private long events;
  private long trace = 0xcbf29ce484222325L;
  int loaves;

  World(long seed, int farmers, int bakers) {
    Ticker time = () -> tick * TICK.toNanos();
    this.loop = EventLoop.builder().name("game").ticker(time).build();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < farmers + bakers; i++) {
      Actor actor = new Actor(this, i, random.split());
      actors.add(actor);
      loop.execute(i < farmers ? actor::farm : actor::bake);
    }
  }

  /** Lets a sixtieth of a second pass: everything that is due now, and all that follows from it. */
  void tick() {
    tick++;
    while (loop.runOnce(Duration.ZERO) > 0) {
      // one more turn: what has run may have made others ready
    }
  }

  /** Something has happened; it becomes part of the trace, an FNV-1a hash over all events. */
  void happened(Actor actor, int what) {
    events++;
    for (long part : new long[] {tick, actor.id, actor.x, actor.y, what}) {
      trace = (trace ^ part) * 0x100000001b3L;
    }
  }

  long trace() {
    return trace;
  }

  long events() {
    return events;
  }

  long ticks() {
    return tick;
  }

  int actors() {
    return actors.size();
  }

  /** The actors are cancelled where they are. */
  @Override
  public void close() {
    loop.close();
  }
}
