package dev.bobbin.jmh.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;

/** One who is drawn, the same in all panels. */
enum Series {
  WOVEN("woven", "Bobbin", new Color(0x1b6ca8)),
  KOTLIN("kotlin", "Kotlin", new Color(0x8e44ad)),
  VIRTUAL_THREADS("virtualThreads", "virtual threads", new Color(0xc0392b));

  private final String method;
  private final String label;
  private final Color colour;

  Series(String method, String label, Color colour) {
    this.method = method;
    this.label = label;
    this.colour = colour;
  }

  String method() {
    return method;
  }

  String label() {
    return label;
  }

  Color colour() {
    return colour;
  }

  static void legend(Graphics2D out, int left, int baseline) {
    int x = left;
    for (Series series : values()) {
      out.setColor(series.colour);
      out.setStroke(new BasicStroke(3));
      out.draw(new Line2D.Double(x, baseline - 5, x + 24, baseline - 5));
      out.drawString(series.label, x + 32, baseline);
      x += 60 + out.getFontMetrics().stringWidth(series.label);
    }
  }
}
