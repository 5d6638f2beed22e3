package dev.bobbin;

import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/*
 * The recorder calls with locks of its own held, in one place with that of its listeners, in which
 * nothing may be asked of it. So this has no lock, and asks it after it was added.
 */
/** Listens to the flight recorder, so that loops tell it something only while it records. */
final class FlightLink implements FlightRecorderListener {

  private enum Stage {
    NEW,
    REGISTERED,
    LEFT
  }

  /** The one that listens. */
  private static final AtomicReference<@Nullable FlightLink> CURRENT = new AtomicReference<>();

  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.NEW);

  private FlightLink() {}

  static void listen() {
    FlightLink link = new FlightLink();
    if (!CURRENT.compareAndSet(null, link)) {
      return;
    }
    try {
      FlightRecorder.addListener(link);
      if (FlightRecorder.isInitialized()) {
        link.update();
      }
    } catch (IllegalStateException | SecurityException e) {
      // There is no flight recorder in this JVM, or not for us.
    }
    if (!Flight.isListening()) {
      leave(); // the thread for this came so late that nobody wants it any more
    }
  }

  /** The recorder knows nothing of this runtime any more, but for what it has recorded. */
  static void leave() {
    FlightLink link = CURRENT.getAndSet(null);
    if (link == null) {
      return;
    }
    FlightRecorder.removeListener(link);
    if (link.stage.getAndSet(Stage.LEFT) == Stage.REGISTERED) {
      FlightEvents.unregister();
    }
    Flight.recording(false);
  }

  @Override
  public void recordingStateChanged(Recording recording) {
    update();
  }

  /** Whoever sets the flag looks once more, so the last one to set it has seen the last state. */
  private void update() {
    boolean now;
    do {
      now = isRecording();
      if (now && stage.compareAndSet(Stage.NEW, Stage.REGISTERED)) {
        FlightEvents.register();
        if (stage.get() == Stage.LEFT) {
          FlightEvents.unregister(); // it may have been too early there
        }
      }
      boolean begins = now && !Flight.isRecording();
      Flight.recording(now);
      if (begins) {
        for (LoopCore loop : OpenLoops.all()) {
          loop.door.post(new FlightLog.Begin()); // one that sleeps would not notice
        }
      }
    } while (now != isRecording());
  }

  private boolean isRecording() {
    if (stage.get() == Stage.LEFT) {
      return false;
    }
    for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
      if (recording.getState() == RecordingState.RUNNING) {
        return true;
      }
    }
    return false;
  }
}
