package dev.bobbin.samples.desktop;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.compute;
import static dev.bobbin.Bobbin.forEach;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.awt.BorderLayout;
import java.awt.FlowLayout;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.swing.BorderFactory;
import javax.swing.ImageIcon;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.WindowConstants;

/** A button that starts work, one that cancels it, and how far it is. */
final class MainWindow {

  private static final Duration BLINK = Duration.ofMillis(50);

  private final EventLoop loop;
  private final Download download;
  private final Picture picture = new Picture();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private Task<Void> work = Task.done();
  private long worstNanos;

  final JFrame frame = new JFrame("Bobbin");
  final JButton start = new JButton("Start");
  final JButton cancel = new JButton("Cancel");
  final JProgressBar bar = new JProgressBar(0, 100);
  final JLabel status = new JLabel("Ready.");
  final JLabel canvas = new JLabel(new ImageIcon(picture.image));
  private final JLabel answers = new JLabel(" ");

  MainWindow(EventLoop loop, Download download) {
    this.loop = loop;
    this.download = download;
    start.addActionListener(event -> work = loop.fork(this::work));
    cancel.addActionListener(event -> work.cancel("the button was pressed"));
    cancel.setEnabled(false);
    bar.setStringPainted(true);
    JPanel buttons = new JPanel(new FlowLayout(FlowLayout.LEFT));
    buttons.add(start);
    buttons.add(cancel);
    buttons.add(status);
    JPanel content = new JPanel(new BorderLayout(8, 8));
    content.setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
    content.add(buttons, BorderLayout.NORTH);
    content.add(canvas, BorderLayout.CENTER);
    JPanel below = new JPanel(new BorderLayout(8, 8));
    below.add(bar, BorderLayout.NORTH);
    below.add(answers, BorderLayout.SOUTH);
    content.add(below, BorderLayout.SOUTH);
    frame.setContentPane(content);
    frame.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
    frame.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosing(WindowEvent event) {
            close();
          }
        });
  }

  void open() {
    frame.pack();
    frame.setVisible(true);
    loop.execute(this::watchAnswers);
  }

  /** Cancels the work, waits for its end without blocking, and only then takes the window away. */
  private void close() {
    loop.shutdown(Duration.ofSeconds(2))
        .thenRun(
            () -> {
              frame.dispose();
              closed.complete(null);
            });
  }

  CompletionStage<Void> closed() {
    return closed;
  }

  /** The longest that anybody had to wait for this window so far, a mouse click for instance. */
  Duration worstAnswer() {
    return Duration.ofNanos(worstNanos);
  }

  // === Async: all of it on Swing's thread, but for what compute() is given ===

  @Async
  private Task<Void> work() {
    start.setEnabled(false);
    cancel.setEnabled(true);
    try {
      byte[] digest =
          await(download.run(percent -> progress("Downloading", percent)), IOException.class);
      await(draw(digest));
      status.setText("Done: this is what the file looks like.");
    } catch (CancellationException cancelled) {
      status.setText("Cancelled.");
    } catch (IOException broken) {
      status.setText("The download failed: " + broken.getMessage());
    } finally {
      start.setEnabled(true);
      cancel.setEnabled(false);
    }
    return Task.done();
  }

  /** Other threads compute the tiles; each is shown as it comes. */
  @Async
  private Task<Void> draw(byte[] digest) {
    picture.begin(digest);
    int[] drawn = {0};
    int threads = Runtime.getRuntime().availableProcessors();
    await(
        forEach(
            picture.tiles(),
            threads,
            tile -> {
              int[] pixels = await(compute(() -> picture.pixels(tile)));
              picture.show(tile, pixels);
              canvas.repaint();
              progress("Computing", 100 * ++drawn[0] / picture.tiles().size());
              return Task.done();
            }));
    return Task.done();
  }

  private void progress(String what, int percent) {
    status.setText(what + " ...");
    bar.setValue(percent);
  }

  /** Asks for Swing's thread again and again, and tells how long it took to get it. */
  @Async
  private void watchAnswers() {
    while (true) {
      long due = loop.nanoTime() + BLINK.toNanos();
      await(sleep(BLINK));
      worstNanos = Math.max(worstNanos, loop.nanoTime() - due);
      answers.setText("This window answered within " + worstAnswer().toMillis() + " ms");
    }
  }
}
