package dev.bobbin.agent;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.LocalVariable;
import com.sun.jdi.Location;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.EventRequestManager;
import com.sun.jdi.request.StepRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A debugger on a JVM of its own: stops at lines of one class, and reads variables by name. */
final class Debugger implements AutoCloseable {
  private static final long MILLIS = 60_000;

  private final ChildJvm jvm;
  private final VirtualMachine machine;
  private final ReferenceType watched;
  private @Nullable EventSet stopped;
  private @Nullable ThreadReference thread;

  private Debugger(ChildJvm jvm, VirtualMachine machine, String className) throws Exception {
    this.jvm = jvm;
    this.machine = machine;
    var prepare = machine.eventRequestManager().createClassPrepareRequest();
    prepare.addClassFilter(className);
    prepare.enable();
    this.watched = ((ClassPrepareEvent) next(ClassPrepareEvent.class)).referenceType();
  }

  /** Starts a JVM and stops it where the class has been loaded. */
  static Debugger start(Path directory, String className, String... arguments) throws Exception {
    ListeningConnector connector = null;
    for (ListeningConnector each : Bootstrap.virtualMachineManager().listeningConnectors()) {
      connector = each.name().equals("com.sun.jdi.SocketListen") ? each : connector;
    }
    if (connector == null) {
      throw new AssertionError("this JDK has no debugger's connector");
    }
    Map<String, Connector.Argument> settings = connector.defaultArguments();
    settings.get("localAddress").setValue("localhost");
    settings.get("timeout").setValue(Long.toString(MILLIS));
    String address = connector.startListening(settings);
    try {
      List<String> all = new ArrayList<>();
      all.add("-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=" + address);
      all.addAll(Arrays.asList(arguments));
      ChildJvm jvm = ChildJvm.start(directory, all.toArray(new String[0]));
      return new Debugger(jvm, connector.accept(settings), className);
    } finally {
      connector.stopListening(settings);
    }
  }

  void breakAt(int line) throws Exception {
    for (Location location : watched.locationsOfLine(line)) {
      machine.eventRequestManager().createBreakpointRequest(location).enable();
    }
  }

  /** Goes on to the next breakpoint; gives the method and line, or "end". */
  String resume() throws Exception {
    return where(next(BreakpointEvent.class));
  }

  /** Goes on to the next line of this class. */
  String stepOver() throws Exception {
    EventRequestManager requests = machine.eventRequestManager();
    StepRequest step =
        requests.createStepRequest(thread, StepRequest.STEP_LINE, StepRequest.STEP_OVER);
    step.addClassExclusionFilter("dev.bobbin.*");
    step.addClassExclusionFilter("java.*");
    step.enable();
    try {
      return where(next(StepEvent.class));
    } finally {
      requests.deleteEventRequest(step);
    }
  }

  /** The variables in scope, by name; boxes as their values. */
  Map<String, String> variables() throws Exception {
    StackFrame frame = frame();
    Map<String, String> values = new TreeMap<>();
    for (LocalVariable variable : frame.visibleVariables()) {
      values.put(variable.name(), text(frame.getValue(variable)));
    }
    return values;
  }

  String fieldOfThis(String field) throws Exception {
    return text(frame().thisObject().getValue(watched.fieldByName(field)));
  }

  private StackFrame frame() throws Exception {
    if (thread == null) {
      throw new AssertionError("not stopped");
    }
    return thread.frame(0);
  }

  private static String text(@Nullable Value value) {
    if (value instanceof ObjectReference box && box.referenceType().fieldByName("value") != null) {
      var content = box.referenceType().fieldByName("value");
      return content.typeName().endsWith("[]") ? box.toString() : "" + box.getValue(content);
    }
    return String.valueOf(value);
  }

  private static String where(@Nullable Event event) {
    if (event instanceof BreakpointEvent at) {
      return at.location().method().name() + ":" + at.location().lineNumber();
    }
    return event instanceof StepEvent at
        ? at.location().method().name() + ":" + at.location().lineNumber()
        : "end";
  }

  /** Lets it run up to an event of this kind; null at the program's end. */
  private @Nullable Event next(Class<? extends Event> kind) throws Exception {
    if (stopped != null) {
      stopped.resume();
    }
    while (true) {
      EventSet events = machine.eventQueue().remove(MILLIS);
      if (events == null) {
        throw new TimeoutException("nothing happened for " + MILLIS + " ms");
      }
      for (Event event : events) {
        if (kind.isInstance(event)) {
          stopped = events;
          thread =
              event instanceof com.sun.jdi.event.LocatableEvent at
                  ? at.thread()
                  : ((ClassPrepareEvent) event).thread();
          return event;
        }
        if (event instanceof VMDeathEvent || event instanceof VMDisconnectEvent) {
          stopped = null;
          return null;
        }
      }
      events.resume();
    }
  }

  @Override
  public void close() {
    jvm.close();
  }
}
