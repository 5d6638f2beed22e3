package dev.bobbin.jmh.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Draws how cost grows: time and bytes of one task by the number of tasks, and of one call by the
 * depth of a chain, on logarithmic axes.
 *
 * <p>{@code java -cp benchmarks.jar dev.bobbin.jmh.report.Chart CHART.png TITLE RESULT.json...},
 * each with JMH's text beside it, which tells who failed at which size.
 */
public final class Chart {
  private static final int HEAD = 74;

  private final List<Figure> figures = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  private Chart() {}

  public static void main(String[] arguments) throws IOException {
    Chart chart = new Chart();
    for (int i = 2; i < arguments.length; i++) {
      chart.figures.addAll(Figure.read(Path.of(arguments[i])));
      chart.failures.addAll(Failure.read(Path.of(arguments[i])));
    }
    ImageIO.write(chart.draw(arguments[1]), "png", Path.of(arguments[0]).toFile());
  }

  private BufferedImage draw(String title) {
    BufferedImage image =
        new BufferedImage(2 * Panel.WIDTH, HEAD + 2 * Panel.HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D out = image.createGraphics();
    out.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    out.setColor(Color.WHITE);
    out.fillRect(0, 0, image.getWidth(), image.getHeight());
    out.setColor(Color.BLACK);
    out.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    out.drawString("How the cost of a task and of a call grows", 20, 28);
    out.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    out.drawString(title, 20, 50);
    Series.legend(out, 700, 28);
    out.translate(0, HEAD);
    panels(out, "Spawn", "tasks", "a task, spawned and joined", "tasks at once", true);
    out.translate(0, Panel.HEIGHT);
    panels(out, "SuspendedChain", "depth", "a call of a chain", "depth of the chain", false);
    out.dispose();
    return image;
  }

  /**
   * Time and bytes of a workload.
   *
   * @param whole whether an operation is as many as the parameter says
   */
  private void panels(
      Graphics2D out,
      String workload,
      String parameter,
      String each,
      String across,
      boolean whole) {
    Panel time = new Panel("nanoseconds " + each, across);
    Panel bytes = new Panel("bytes allocated, " + each, across);
    for (Figure figure : figures) {
      if (figure.workload().equals(workload) && figure.parameters().containsKey(parameter)) {
        double count = Double.parseDouble(figure.parameters().get(parameter));
        double operations = whole ? count : 1;
        time.add(figure.method(), count, figure.score() / operations);
        bytes.add(figure.method(), count, allocated(figure) / operations);
      }
    }
    for (Failure failure : failures) {
      if (failure.workload().equals(workload) && failure.parameters().containsKey(parameter)) {
        double count = Double.parseDouble(failure.parameters().get(parameter));
        time.fail(failure.method(), count, failure.shortReason());
        bytes.fail(failure.method(), count, failure.shortReason());
      }
    }
    time.draw(out);
    out.translate(Panel.WIDTH, 0);
    bytes.draw(out);
    out.translate(-Panel.WIDTH, 0);
  }

  private static double allocated(Figure figure) {
    Double bytes = figure.other(Figure.ALLOCATED);
    return bytes == null ? Double.NaN : bytes;
  }
}
