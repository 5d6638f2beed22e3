package dev.bobbin.samples.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.samples.WovenProgram;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesktopTest {

  /** Stays behind the test: README shows a copy of it. */
  private static final Path SCREENSHOT = Path.of("target", "desktop.png").toAbsolutePath();

  @TempDir private Path directory;

  @Test
  void theWindowAnswersWhileItDownloadsAndComputes() throws Exception {
    Files.deleteIfExists(SCREENSHOT);
    Optional<Display> opened = Display.open();
    assumeTrue(opened.isPresent(), Display.MISSING);
    try (Display display = opened.get();
        WovenProgram program =
            WovenProgram.start(
                directory, display.environment(), DesktopDriver.class, SCREENSHOT.toString())) {
      WovenProgram.Result result = program.result();

      assertEquals(0, result.status(), result::toString);
      assertEquals("", result.err());
      Matcher out =
          Pattern.compile(
                  """
                  cancelled before its end: true
                  bar at 100
                  answered within (\\d+) ms
                  closed
                  """)
              .matcher(result.out());
      assertTrue(out.matches(), result::toString);
      // The work takes seconds; on Swing's thread it would keep the window as long.
      assertTrue(Integer.parseInt(out.group(1)) < 1000, result::toString);
    }
    assertShowsThePicture(ImageIO.read(SCREENSHOT.toFile()));
  }

  @Test
  void withoutADisplayItSaysSoAndEnds() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "others have no DISPLAY");
    try (WovenProgram program =
        WovenProgram.start(directory, Map.of("DISPLAY", ""), Desktop.class)) {
      WovenProgram.Result result = program.result();

      assertEquals(2, result.status(), result::toString);
      assertEquals(
          "This sample opens a window, and there is no display for one here.\n", result.err());
    }
  }

  private static void assertShowsThePicture(BufferedImage shot) {
    assertTrue(shot.getWidth() >= 480 && shot.getHeight() >= 320, shot::toString);
    Set<Integer> colours = new HashSet<>();
    for (int y = shot.getHeight() / 4; y < shot.getHeight() / 2; y++) {
      for (int x = 0; x < shot.getWidth(); x++) {
        colours.add(shot.getRGB(x, y));
      }
    }
    assertTrue(colours.size() > 300, colours.size() + " colours");
  }
}
