package dev.bobbin.samples.desktop;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** A Julia set whose constant and colours come from a digest: enough work to freeze a window. */
final class Picture {

  private static final int WIDTH = 480;
  private static final int HEIGHT = 320;
  private static final int TILE = 40;
  private static final int MOST_STEPS = 300;

  /** Each pixel is the mean of that many in a square. */
  private static final int FINER = 6;

  final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
  private final List<Rectangle> tiles = new ArrayList<>();
  private double re;
  private double im;
  private float hue;

  Picture() {
    for (int y = 0; y < HEIGHT; y += TILE) {
      for (int x = 0; x < WIDTH; x += TILE) {
        tiles.add(new Rectangle(x, y, TILE, TILE));
      }
    }
  }

  List<Rectangle> tiles() {
    return tiles;
  }

  /** Chooses what to draw, and wipes what was drawn. */
  void begin(byte[] digest) {
    double angle = 2 * Math.PI * (digest[0] & 0xff) / 256;
    re = 0.7885 * Math.cos(angle); // on this circle most sets are beautiful
    im = 0.7885 * Math.sin(angle);
    hue = (digest[1] & 0xff) / 256f;
    for (Rectangle tile : tiles) {
      show(tile, new int[TILE * TILE]);
    }
  }

  void show(Rectangle tile, int[] pixels) {
    image.setRGB(tile.x, tile.y, TILE, TILE, pixels, 0, TILE);
  }

  /** The long part; it changes nothing, so any thread may do it. */
  int[] pixels(Rectangle tile) {
    int[] pixels = new int[TILE * TILE];
    for (int i = 0; i < pixels.length; i++) {
      int row = tile.y + i / TILE;
      int column = tile.x + i % TILE;
      double steps = 0;
      for (int fine = 0; fine < FINER * FINER; fine++) {
        double x = column + (double) (fine % FINER) / FINER;
        int down = fine / FINER;
        double y = row + (double) down / FINER;
        steps += steps(3.2 * (x / WIDTH - 0.5), 2.2 * (y / HEIGHT - 0.5));
      }
      double share = Math.sqrt(steps / (FINER * FINER * MOST_STEPS));
      pixels[i] =
          Color.HSBtoRGB((float) (hue + share), 0.75f, (float) Math.min(1, 0.15 + 3 * share));
    }
    return pixels;
  }

  private int steps(double x, double y) {
    int steps = 0;
    while (steps < MOST_STEPS && x * x + y * y < 4) {
      double next = x * x - y * y + re;
      y = 2 * x * y + im;
      x = next;
      steps++;
    }
    return steps;
  }
}
