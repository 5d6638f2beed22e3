package dev.bobbin.jmh.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Both axes of one question, logarithmic, with a line for each who answered it. */
final class Panel {
  static final int WIDTH = 560;
  static final int HEIGHT = 380;

  private static final int LEFT = 84;
  private static final int RIGHT = WIDTH - 44;
  private static final int TOP = 40;
  private static final int BOTTOM = HEIGHT - 56;
  private static final Color GRID = new Color(0xdddddd);

  private final String title;
  private final String across;
  private final Map<Series, List<Point>> lines = new EnumMap<>(Series.class);
  private final Map<Series, List<End>> ends = new EnumMap<>(Series.class);
  private double mostX = 10;
  private double mostY = 10;

  Panel(String title, String across) {
    this.title = title;
    this.across = across;
  }

  private record Point(double x, double y) {}

  /** Where one gave no figure, and why. */
  private record End(double x, String reason) {}

  /** Less than one is drawn as one: the axis has no zero. */
  void add(String method, double x, double y) {
    for (Series series : Series.values()) {
      if (series.method().equals(method) && !Double.isNaN(y)) {
        double drawn = Math.max(1, y);
        lines.computeIfAbsent(series, s -> new ArrayList<>()).add(new Point(x, drawn));
        mostX = Math.max(mostX, x);
        mostY = Math.max(mostY, drawn);
      }
    }
  }

  void fail(String method, double x, String reason) {
    for (Series series : Series.values()) {
      if (series.method().equals(method)) {
        ends.computeIfAbsent(series, s -> new ArrayList<>()).add(new End(x, reason));
        mostX = Math.max(mostX, x);
      }
    }
  }

  void draw(Graphics2D out) {
    axes(out);
    int baseline = BOTTOM - 10;
    for (Series series : Series.values()) {
      out.setColor(series.colour());
      drawLine(out, lines.getOrDefault(series, List.of()));
      drawEnds(out, series, baseline);
      baseline -= 16;
    }
  }

  private void axes(Graphics2D out) {
    out.setStroke(new BasicStroke(1));
    out.setColor(Color.BLACK);
    out.drawString(title, LEFT, TOP - 14);
    centred(out, across, (LEFT + RIGHT) / 2.0, HEIGHT - 14);
    for (int i = 0; i <= decades(mostX); i++) {
      double x = x(Math.pow(10, i));
      out.setColor(GRID);
      out.draw(new Line2D.Double(x, TOP, x, BOTTOM));
      out.setColor(Color.BLACK);
      centred(out, power(i), x, BOTTOM + 18);
    }
    for (int i = 0; i <= decades(mostY); i++) {
      double y = y(Math.pow(10, i));
      out.setColor(GRID);
      out.draw(new Line2D.Double(LEFT, y, RIGHT, y));
      out.setColor(Color.BLACK);
      String text = power(i);
      int width = out.getFontMetrics().stringWidth(text);
      out.drawString(text, LEFT - 8 - width, (int) y + 4);
    }
  }

  private static void centred(Graphics2D out, String text, double x, int baseline) {
    out.drawString(text, (int) x - out.getFontMetrics().stringWidth(text) / 2, baseline);
  }

  private void drawLine(Graphics2D out, List<Point> points) {
    List<Point> sorted = new ArrayList<>(points);
    sorted.sort(Comparator.comparingDouble(Point::x));
    out.setStroke(new BasicStroke(2));
    for (int i = 0; i < sorted.size(); i++) {
      double x = x(sorted.get(i).x());
      double y = y(sorted.get(i).y());
      out.fill(new Ellipse2D.Double(x - 3, y - 3, 6, 6));
      if (i > 0) {
        Point before = sorted.get(i - 1);
        out.draw(new Line2D.Double(x(before.x()), y(before.y()), x, y));
      }
    }
  }

  /** A cross at the bottom, with the reason above it, a line of text for each who is drawn. */
  private void drawEnds(Graphics2D out, Series series, int y) {
    out.setStroke(new BasicStroke(2));
    for (End end : ends.getOrDefault(series, List.of())) {
      double x = x(end.x());
      out.draw(new Line2D.Double(x - 5, y - 5, x + 5, y + 5));
      out.draw(new Line2D.Double(x - 5, y + 5, x + 5, y - 5));
      String text = series.label() + ": " + end.reason();
      out.drawString(text, (int) x - 10 - out.getFontMetrics().stringWidth(text), y + 5);
    }
  }

  private double x(double value) {
    return LEFT + Math.log10(value) / decades(mostX) * (RIGHT - LEFT);
  }

  private double y(double value) {
    return BOTTOM - Math.log10(value) / decades(mostY) * (BOTTOM - TOP);
  }

  private static int decades(double most) {
    return Math.max(1, (int) Math.ceil(Math.log10(most) - 1e-9));
  }

  private static String power(int exponent) {
    return exponent < 6
        ? String.format(Locale.ROOT, "%,d", (long) Math.pow(10, exponent))
        : (long) Math.pow(10, exponent - 6) + " M";
  }
}
