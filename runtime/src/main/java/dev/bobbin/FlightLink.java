package dev.bobbin;

import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/*
 * The recorder calls with locks of its own held, in one place with that of its listeners, in which
 * nothing may be asked of it. So this has no lock, and asks it after it was added.
 */
/** Listens to the flight recorder, so that loops tell it something only while it records. */
final class FlightLink implements FlightRecorderListener {

  private final AtomicBoolean registered = new AtomicBoolean();

  private FlightLink() {}

  static void listen() {
    FlightLink link = new FlightLink();
    try {
      FlightRecorder.addListener(link);
      if (FlightRecorder.isInitialized()) {
        link.update();
      }
    } catch (IllegalStateException | SecurityException e) {
      // There is no flight recorder in this JVM, or not for us.
    }
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
      if (now && registered.compareAndSet(false, true)) {
        FlightEvents.register();
      }
      boolean begins = now && !Flight.isRecording();
      Flight.recording(now);
      if (begins) {
        for (LoopCore loop : OpenLoops.all()) {
          loop.post(new FlightLog.Begin()); // one that sleeps would not notice
        }
      }
    } while (now != isRecording());
  }

  private static boolean isRecording() {
    for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
      if (recording.getState() == RecordingState.RUNNING) {
        return true;
      }
    }
    return false;
  }
}
