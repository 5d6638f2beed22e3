package dev.bobbin.samples.game;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.SplittableRandom;

/**
 * Somebody in the world, and the scripts that tell what they do. The dice are their own, so
 * nobody's luck depends on who else plays.
 */
final class Actor {

  private static final int MARKET = World.SIZE / 2;
  private static final int TICKS_PER_STEP = 6;

  // What happens.
  private static final int STEPPED = 1;
  private static final int SOLD = 2;
  private static final int BOUGHT = 3;
  private static final int BAKED = 4;

  final int id;
  int x;
  int y;
  private final World world;
  private final SplittableRandom random;
  private final int homeX;
  private final int homeY;

  Actor(World world, int id, SplittableRandom random) {
    this.world = world;
    this.id = id;
    this.random = random;
    this.homeX = random.nextInt(World.SIZE);
    this.homeY = random.nextInt(World.SIZE);
    this.x = homeX;
    this.y = homeY;
  }

  // Nobody waits for the end of a script, so they return void: a failure goes to the loop's
  // handler.

  /** Grows grain at home, carries it to the market, and waits there while nobody buys. */
  @Async
  void farm() {
    while (true) {
      await(ticks(random.nextInt(60, 600))); // it grows
      await(walk(MARKET, MARKET));
      await(world.market.put(id));
      world.happened(this, SOLD);
      await(walk(homeX, homeY));
    }
  }

  /** Buys grain, waits for it if there is none, and bakes at home. */
  @Async
  void bake() {
    while (true) {
      await(walk(MARKET, MARKET));
      int grain = await(world.market.take());
      world.happened(this, BOUGHT);
      await(walk(homeX, homeY));
      await(ticks(30 + grain % 30)); // some grain is harder
      world.loaves++; // everybody's, and no lock: between two awaits nobody else moves
      world.happened(this, BAKED);
    }
  }

  @Async
  private Task<Void> walk(int toX, int toY) {
    while (x != toX || y != toY) {
      boolean sideways = x != toX && (y == toY || random.nextBoolean());
      if (sideways) {
        x += Integer.signum(toX - x);
      } else {
        y += Integer.signum(toY - y);
      }
      world.happened(this, STEPPED);
      await(ticks(TICKS_PER_STEP));
    }
    return Task.done();
  }

  private static Task<Void> ticks(int count) {
    return sleep(World.TICK.multipliedBy(count));
  }
}
