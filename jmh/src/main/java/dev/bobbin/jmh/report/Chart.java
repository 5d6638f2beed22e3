package dev.bobbin.jmh.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;

/**
 * Draws how cost grows: time and bytes of one task by the number of tasks, and of one call by the
 * depth of a chain, on logarithmic axes.
 *
 * <p>{@code java -cp benchmarks.jar dev.bobbin.jmh.report.Chart CHART.png RESULT.json...}
 */
public final class Chart {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int TOP = 44;

  private static final Map<String, Color> COLOURS =
      Map.of(
          "woven", new Color(0x1b6ca8),
          "hand", new Color(0x777777),
          "kotlin", new Color(0x8e44ad),
          "virtualThreads", new Color(0xc0392b),
          "future", new Color(0x27803b));

  private final Graphics2D out;

  private Chart(Graphics2D out) {
    this.out = out;
  }

  /** Where one line of a panel goes: the parameter, and the figure of one task or call. */
  private record Point(double x, double y) {}

  public static void main(String[] arguments) throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      figures.addAll(Figure.read(Path.of(arguments[i])));
    }
    BufferedImage image = new BufferedImage(2 * WIDTH, 2 * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    Chart chart = new Chart(graphics);
    chart.row(figures, "Spawn", "tasks", 0);
    chart.row(figures, "SuspendedChain", "depth", 1);
    graphics.dispose();
    ImageIO.write(image, "png", Path.of(arguments[0]).toFile());
  }

  /** Both figures of a workload, whose operation is as many tasks as its parameter says. */
  private void row(List<Figure> figures, String workload, String parameter, int row) {
    List<Figure> chosen = new ArrayList<>();
    for (Figure figure : figures) {
      if (figure.workload().equals(workload) && figure.parameters().containsKey(parameter)) {
        chosen.add(figure);
      }
    }
    String each = parameter.equals("tasks") ? "a task" : "a call";
    panel("nanoseconds " + each, parameter, chosen, Figure::score, 0, row);
    panel("bytes allocated " + each, parameter, chosen, Chart::bytes, 1, row);
  }

  private static double bytes(Figure figure) {
    Double bytes = figure.bytes();
    return bytes == null ? 0 : bytes;
  }

  private void panel(
      String title,
      String parameter,
      List<Figure> figures,
      ToDoubleFunction<Figure> value,
      int column,
      int row) {
    out.translate(column * WIDTH, row * HEIGHT);
    Map<String, List<Point>> lines = new TreeMap<>();
    double mostX = 10;
    double mostY = 10;
    for (Figure figure : figures) {
      double count = Double.parseDouble(Objects.requireNonNull(figure.parameters().get(parameter)));
      double each = Math.max(1, value.applyAsDouble(figure) / count);
      lines.computeIfAbsent(figure.method(), m -> new ArrayList<>()).add(new Point(count, each));
      mostX = Math.max(mostX, count);
      mostY = Math.max(mostY, each);
    }
    int decadesX = (int) Math.ceil(Math.log10(mostX) - 1e-9);
    int decadesY = (int) Math.ceil(Math.log10(mostY) - 1e-9);
    axes(title + ", by " + parameter, decadesX, decadesY);
    int legend = 0;
    for (Map.Entry<String, List<Point>> line : lines.entrySet()) {
      out.setColor(COLOURS.getOrDefault(line.getKey(), Color.BLACK));
      out.drawString(
          line.getKey().equals("woven") ? "Bobbin" : line.getKey(),
          LEFT + 8 + 100 * legend++,
          TOP - 6);
      draw(line.getValue(), decadesX, decadesY);
    }
    out.translate(-column * WIDTH, -row * HEIGHT);
  }

  private void axes(String title, int decadesX, int decadesY) {
    out.setColor(Color.BLACK);
    out.drawString(title, LEFT, 18);
    for (int i = 0; i <= decadesX; i++) {
      double x = x(Math.pow(10, i), decadesX);
      out.setColor(new Color(0xdddddd));
      out.draw(new Line2D.Double(x, TOP, x, HEIGHT - 40));
      out.setColor(Color.BLACK);
      out.drawString(power(i), (int) x - 4 * power(i).length(), HEIGHT - 22);
    }
    for (int i = 0; i <= decadesY; i++) {
      double y = y(Math.pow(10, i), decadesY);
      out.setColor(new Color(0xdddddd));
      out.draw(new Line2D.Double(LEFT, y, WIDTH - 20, y));
      out.setColor(Color.BLACK);
      out.drawString(power(i), 8, (int) y + 4);
    }
  }

  private void draw(List<Point> points, int decadesX, int decadesY) {
    List<Point> sorted = new ArrayList<>(points);
    sorted.sort(Comparator.comparingDouble(Point::x));
    out.setStroke(new BasicStroke(2));
    for (int i = 0; i < sorted.size(); i++) {
      double x = x(sorted.get(i).x(), decadesX);
      double y = y(sorted.get(i).y(), decadesY);
      out.fill(new Ellipse2D.Double(x - 3, y - 3, 6, 6));
      if (i > 0) {
        Point before = sorted.get(i - 1);
        out.draw(new Line2D.Double(x(before.x(), decadesX), y(before.y(), decadesY), x, y));
      }
    }
    out.setStroke(new BasicStroke(1));
  }

  private static double x(double value, int decades) {
    return LEFT + Math.log10(value) / Math.max(1, decades) * (WIDTH - 20 - LEFT);
  }

  private static double y(double value, int decades) {
    return HEIGHT - 40 - Math.log10(value) / Math.max(1, decades) * (HEIGHT - 40 - TOP);
  }

  private static String power(int exponent) {
    return String.format(Locale.ROOT, "%,d", (long) Math.pow(10, exponent));
  }
}
