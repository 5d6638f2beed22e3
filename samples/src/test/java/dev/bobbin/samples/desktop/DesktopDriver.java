package dev.bobbin.samples.desktop;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import java.awt.AWTException;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.InputEvent;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.io.File;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import javax.swing.JComponent;
import javax.swing.SwingUtilities;

/**
 * A program that uses the window with a mouse, and prints what it sees; started on a display by
 * {@link DesktopTest}. It runs on the window's own loop, where it waits as everybody does there.
 */
public final class DesktopDriver {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final MainWindow window;
  private final Robot robot;

  private DesktopDriver(MainWindow window) throws AWTException {
    this.window = window;
    this.robot = new Robot();
  }

  public static void main(String[] args) throws Exception {
    File screenshot = new File(args[0]);
    EventLoop loop = EventLoop.on(SwingUtilities::invokeLater);
    try (SlowFile file = SlowFile.serve()) {
      Download download = new Download(file.address());
      Task<Void> driven =
          loop.fork(
              () -> {
                MainWindow window = new MainWindow(loop, download);
                window.open();
                return new DesktopDriver(window).drive(screenshot);
              });
      driven.join();
      loop.close(); // the window has begun to: this waits for the end
      System.out.println("closed");
    }
  }

  @Async
  private Task<Void> drive(File screenshot) {
    await(click(window.start));
    await(until("a third is downloaded", () -> bar() >= 33));
    await(click(window.cancel));
    await(until("it is cancelled", () -> is("Cancelled")));
    System.out.println("cancelled before its end: " + (bar() < 100));

    await(click(window.start));
    await(until("half is drawn", () -> is("Done") || is("Computing") && bar() >= 60));
    await(shoot(screenshot));
    await(until("it is done", () -> is("Done")));
    System.out.println("bar at " + bar());
    System.out.println("answered within " + window.worstAnswer().toMillis() + " ms");
    window.frame.dispatchEvent(new WindowEvent(window.frame, WindowEvent.WINDOW_CLOSING));
    return Task.done();
  }

  private boolean is(String status) {
    return window.status.getText().startsWith(status);
  }

  private int bar() {
    return window.bar.getValue();
  }

  /** The robot waits for the display, so it is given a thread of its own. */
  @Async
  private Task<Void> click(JComponent button) {
    await(until("the button can be pressed", () -> button.isShowing() && button.isEnabled()));
    Point corner = button.getLocationOnScreen();
    return blocking(
        () -> {
          robot.mouseMove(corner.x + button.getWidth() / 2, corner.y + button.getHeight() / 2);
          robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
          robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
          return null;
        });
  }

  @Async
  private Task<Void> shoot(File to) {
    Rectangle bounds = window.frame.getBounds();
    return blocking(
        () -> {
          BufferedImage shot = robot.createScreenCapture(bounds);
          ImageIO.write(shot, "png", to);
          return null;
        });
  }

  @Async
  private static Task<Void> until(String what, BooleanSupplier condition) {
    try {
      await(timeout(LIMIT, () -> poll(condition)));
      return Task.done();
    } catch (TimeoutException never) {
      throw new AssertionError("waited in vain until " + what, never);
    }
  }

  @Async
  private static Task<Void> poll(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      await(sleep(Duration.ofMillis(10)));
    }
    return Task.done();
  }
}
