package dev.bobbin.samples.game;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.samples.WovenProgram;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GameTest {

  @TempDir private Path directory;

  @Test
  void theSameSeedPlaysTheSameGame() throws Exception {
    WovenProgram.Result first = WovenProgram.run(directory, Game.class, "7", "2");
    WovenProgram.Result second = WovenProgram.run(directory, Game.class, "7", "2");
    WovenProgram.Result other = WovenProgram.run(directory, Game.class, "8", "2");

    assertEquals(0, first.status(), first::toString);
    assertEquals("", first.err());
    assertTrue(first.out().startsWith("10000 actors, seed 7\n"), first::toString);
    assertTrue(first.out().contains("replayed 120 ticks"), first::toString);
    assertEquals(found(first, "trace +(\\w+)"), found(first, "replay +(\\w+)"));
    assertEquals(found(first, "trace +(\\w+)"), found(second, "trace +(\\w+)"));
    assertNotEquals(found(first, "trace +(\\w+)"), found(other, "trace +(\\w+)"));
    assertEquals(
        found(first, "second 2: (.*); the longest"), found(second, "second 2: (.*); the longest"));
  }

  @Test
  void everyActorMovesAndLoavesAreBaked() {
    try (World world = new World(1, 60, 40)) {
      while (world.ticks() < 60 * World.TICKS_PER_SECOND) {
        world.tick();
      }
      assertEquals(100, world.actors());
      assertTrue(world.loaves > 40, world.loaves + " loaves");
      long trace = world.trace();
      world.tick();
      world.tick();
      assertNotEquals(trace, world.trace());
    }
  }

  private static String found(WovenProgram.Result result, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(result.out());
    assertTrue(matcher.find(), () -> regex + " is not in " + result);
    return matcher.group(1);
  }
}
