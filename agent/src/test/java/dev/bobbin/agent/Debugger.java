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
import com.sun.jdi.event.LocatableEvent;
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
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A debugger on a JVM of its own: stops at lines of one class, and reads variables by name. */
final class Debugger implements AutoCloseable {
  private static final long MILLIS = 60_000;

  private final Object jvm;
  private final Runnable close;
  private final VirtualMachine machine;
  private final ReferenceType watched;
  private @Nullable EventSet stopped;
  private @Nullable ThreadReference thread;

  /**
   * A debugger that has just been attached.
   *
   * @param close ends what is debugged
   */
  Debugger(Object jvm, Runnable close, VirtualMachine machine, String className) throws Exception {
    this.jvm = jvm;
    this.close = close;
    this.machine = machine;
    var prepare = machine.eventRequestManager().createClassPrepareRequest();
    prepare.addClassFilter(className);
    prepare.enable();
    this.watched = ((ClassPrepareEvent) next(ClassPrepareEvent.class)).referenceType();
  }

  /** Starts a JVM and a go-between, attaches there, and stops where the class has been loaded. */
  static Debugger startBehind(Path directory, String className, String... arguments)
      throws Exception {
    GoBetweenJvm between = GoBetweenJvm.start(directory, arguments);
    try {
      return between.attach(className);
    } catch (Exception | AssertionError e) {
      between.close();
      throw e;
    }
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
      return new Debugger(jvm, jvm::close, connector.accept(settings), className);
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
    return step(StepRequest.STEP_OVER, StepEvent.class);
  }

  String stepInto() throws Exception {
    return step(StepRequest.STEP_INTO, StepEvent.class);
  }

  String stepOut() throws Exception {
    return step(StepRequest.STEP_OUT, StepEvent.class);
  }

  /** The same, unless a breakpoint comes first. */
  String stepOverOrBreak() throws Exception {
    return step(StepRequest.STEP_OVER, LocatableEvent.class);
  }

  String stepOverClearingBreakpoints() throws Exception {
    return step(StepRequest.STEP_OVER, StepEvent.class, this::clearBreakpoints);
  }

  private String step(int depth, Class<? extends Event> until) throws Exception {
    return step(depth, until, () -> {});
  }

  private String step(int depth, Class<? extends Event> until, Runnable meanwhile)
      throws Exception {
    EventRequestManager requests = machine.eventRequestManager();
    StepRequest step = requests.createStepRequest(thread, StepRequest.STEP_LINE, depth);
    for (String library : List.of("dev.bobbin.*", "java.*", "jdk.*", "sun.*")) {
      step.addClassExclusionFilter(library);
    }
    step.enable();
    meanwhile.run();
    try {
      return where(next(until));
    } finally {
      if (stopped != null) {
        requests.deleteEventRequest(step);
      }
    }
  }

  void clearBreakpoints() {
    machine.eventRequestManager().deleteAllBreakpoints();
  }

  /** Leaves the program to itself. */
  void detach() {
    machine.dispose();
  }

  /** How often the thread that stopped, and all, would have to be resumed. */
  int suspensions() {
    return Objects.requireNonNull(thread).suspendCount();
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
    if (event instanceof LocatableEvent at) {
      String method = at.location().method().name();
      // Compilers number lambdas each in their own way.
      return method.replaceFirst("\\$\\d+$", "") + ":" + at.location().lineNumber();
    }
    return "end";
  }

  /** Lets it run up to an event of this kind; null at the program's end. */
  private @Nullable Event next(Class<? extends Event> kind) throws Exception {
    if (stopped != null) {
      stopped.resume();
    }
    while (true) {
      EventSet events = machine.eventQueue().remove(MILLIS);
      if (events == null) {
        throw new TimeoutException("nothing happened for " + MILLIS + " ms; " + jvm);
      }
      for (Event event : events) {
        if (kind.isInstance(event)) {
          stopped = events;
          thread =
              event instanceof LocatableEvent at
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
    close.run();
  }
}
