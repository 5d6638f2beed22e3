package dev.bobbin.samples.game;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Plays for some seconds, 60 ticks a second, and then the same seed once more as fast as it goes:
 * what happened has to be the same. The loop has no thread of its own and no clock; it gets its
 * turn where a game draws its pictures and asks its keys.
 */
public final class Game {

  static final String USAGE = "usage: Game [SEED [SECONDS]]\n";

  private static final int FARMERS = 6_000;
  private static final int BAKERS = 4_000;

  private Game() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length > 2) {
      System.err.print(USAGE);
      System.exit(2);
    }
    long seed = args.length > 0 ? Long.parseLong(args[0]) : 42;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    try (World world = new World(seed, FARMERS, BAKERS)) {
      System.out.println(world.actors() + " actors, seed " + seed);
      for (int second = 1; second <= seconds; second++) {
        playOneSecond(world, second);
      }
      System.out.println("trace   " + Long.toHexString(world.trace()));
      System.out.println("replay  " + Long.toHexString(replay(seed, world.ticks())));
    }
  }

  /** The game's own loop: a tick, and the rest of a sixtieth of a second for nothing. */
  private static void playOneSecond(World world, int second) throws InterruptedException {
    long worst = 0;
    long next = System.nanoTime();
    for (int i = 0; i < World.TICKS_PER_SECOND; i++) {
      long began = System.nanoTime();
      world.tick();
      worst = Math.max(worst, System.nanoTime() - began);
      next += World.TICK.toNanos();
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
    System.out.printf(
        Locale.ROOT,
        "second %d: %d events so far, %d loaves; the longest tick took %.1f of %.1f ms%n",
        second,
        world.events(),
        world.loaves,
        worst / 1e6,
        World.TICK.toNanos() / 1e6);
  }

  /** The same from the beginning, without waiting. */
  static long replay(long seed, long ticks) {
    long began = System.nanoTime();
    try (World world = new World(seed, FARMERS, BAKERS)) {
      while (world.ticks() < ticks) {
        world.tick();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      System.out.println("replayed " + ticks + " ticks in " + took.toMillis() + " ms");
      return world.trace();
    }
  }
}
