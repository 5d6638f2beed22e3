package dev.bobbin.samples.desktop;

import dev.bobbin.EventLoop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.net.URI;
import javax.swing.SwingUtilities;

/** Opens the window; it downloads from the URL behind the command, or from this machine. */
public final class Desktop {

  private Desktop() {}

  public static void main(String[] args) throws IOException {
    if (GraphicsEnvironment.isHeadless()) {
      System.err.println("This sample opens a window, and there is no display for one here.");
      System.exit(2);
    }
    SlowFile demo = args.length == 0 ? SlowFile.serve() : null;
    URI file = demo == null ? URI.create(args[0]) : demo.address();
    Download download = new Download(file);
    EventLoop loop = EventLoop.on(SwingUtilities::invokeLater);
    loop.execute(
        () -> {
          MainWindow window = new MainWindow(loop, download);
          window.open();
          if (demo != null) {
            window.closed().thenRun(demo::close);
          }
        });
  }
}
