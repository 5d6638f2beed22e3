package dev.bobbin.agent.debug;

import dev.bobbin.agent.debug.Target.Frame;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 *             the body suspends            its frame is resumed
 *  STEPPING ---------------------> WAITING ---------------------> ASKING
 *    ^  |                             ^                             |
 *    |  | the body has ended          | uncaught: for the callers   |
 *    |  +---------------------------->+<----------------------------+
 *    |                                        has its value         |
 *    +--------------------------------------------------------------+
 *
 * A step that began as a return, or that has ended in a caller, is told to the debugger instead of
 * STEPPING on. Each arrow clears the requests of its state in the JVM and makes those of the next.
 */
/** A step of the debugger: which requests in the JVM follow the coroutine for it. */
final class Step {

  /** Where a coroutine is followed: its frame, the depth of its body, and what was asked for. */
  private record Way(long frame, int bodyDepth, boolean returning) {}

  private static final int NEAR = 12;

  private final StepRequest wish;
  private final Target target;
  private final WovenCode code;
  private final Requests requests;
  private final Waiters waiters;

  /** The debugger's name for it. */
  private int id;

  /** The call that it began in and the one below; none if the thread is not suspended. */
  private List<Frame> start = List.of();

  /** What woven code calls where the source has no call is no place to step into. */
  private List<String> passOver = List.of();

  /** Machinery is no place for a step that has been in async code. */
  private boolean inAsyncCode;

  Step(StepRequest wish, Target target, WovenCode code, Steps steps) {
    this.wish = wish;
    this.target = target;
    this.code = code;
    this.requests = new Requests(this, steps, target.sizes());
    this.waiters = new Waiters(target, code);
  }

  int id() {
    return id;
  }

  /** The filters of the request in the JVM that it begins with. */
  List<Modifier> firstModifiers() {
    try {
      start = target.framesOf(wish.thread(), 2);
      if (!start.isEmpty()) {
        boolean ofRuntime = code.isRuntime(start.get(0).location().type());
        passOver = List.of(ofRuntime ? "dev.bobbin.internal.*" : "dev.bobbin.*");
      }
    } catch (TargetException e) {
      // A thread that is not suspended: it steps as ever.
    }
    return wish.modifiersFor(wish.thread(), wish.depth(), passOver, target.sizes());
  }

  /** The JVM has that request; its thread is still suspended. */
  void begin(int request) throws TargetException {
    id = request;
    requests.adopt(id, wish.policy(), this::stepped);
    if (!start.isEmpty() && code.isBody(start.get(0).location())) {
      boolean resumed = start.size() > 1 && code.isResume(start.get(1).location());
      long frame = resumed ? target.thisOf(wish.thread(), start.get(1)) : 0;
      guard(wish.thread(), target.depthOf(wish.thread()), frame);
    }
  }

  // === STEPPING ===

  private void step(long thread, int depth) throws TargetException {
    List<Modifier> modifiers = wish.modifiersFor(thread, depth, passOver, target.sizes());
    requests.make(Command.SINGLE_STEP, wish.policy(), modifiers, this::stepped);
  }

  /** Notices when the body suspends, or ends where the JVM's step does not. */
  private void guard(long thread, int bodyDepth, long frame) throws TargetException {
    inAsyncCode = true;
    List<Map<String, Long>> runtimes = code.runtimes();
    for (Map<String, Long> runtime : runtimes) {
      guardSuspension(thread, bodyDepth, runtime);
    }
    if (runtimes.isEmpty()) {
      requests.make(
          Command.CLASS_PREPARE,
          Command.SUSPEND_THREAD,
          List.of(
              Modifier.thread(thread, target.sizes()),
              Modifier.classNamed("dev.bobbin.internal.CoroutineFrame")),
          event -> {
            for (Map<String, Long> runtime : code.runtimes()) {
              guardSuspension(thread, bodyDepth, runtime);
            }
            return null;
          });
    }
    if (frame != 0) {
      awaitEnd(frame);
    }
  }

  private void guardSuspension(long thread, int bodyDepth, Map<String, Long> runtime)
      throws TargetException {
    Location suspend =
        code.start(
            WovenCode.in(runtime, WovenCode.FRAME),
            "suspend",
            "(Ljava/util/concurrent/CompletionStage;I)");
    requests.breakAt(
        suspend,
        Modifier.thread(thread, target.sizes()),
        event -> suspended(event.thread(), bodyDepth));
  }

  /** The JVM's step has ended. */
  private @Nullable Event stepped(Event event) throws TargetException {
    Location at = event.location();
    if (at == null) {
      return report(event);
    }
    Location body = code.bodyOfEntry(at);
    if (body != null) {
      return at.index() == 0 ? runTo(event.thread(), body) : stepOut(event.thread());
    }
    if (code.isBody(at)) {
      Location first = code.firstLine(at);
      return at.index() < first.index() ? runTo(event.thread(), first) : report(event);
    }
    if (inAsyncCode && code.isMachinery(at)) {
      long ended = resumedByLoop(event.thread());
      return ended == 0 ? stepOut(event.thread()) : waitForEnd(ended);
    }
    return report(event);
  }

  /** The frame whose body the loop had resumed; 0 if a caller is waiting on the stack. */
  private long resumedByLoop(long thread) throws TargetException {
    for (Frame frame : target.framesOf(thread, NEAR)) {
      if (!code.isMachinery(frame.location())) {
        return 0;
      }
      if (code.isIn(frame.location(), WovenCode.COROUTINE, "step")) {
        return target.thisOf(thread, frame);
      }
    }
    return 0;
  }

  private @Nullable Event stepOut(long thread) throws TargetException {
    requests.clear();
    step(thread, Command.STEP_OUT);
    return null;
  }

  /** Before the first line variables are not to be seen yet. */
  private @Nullable Event runTo(long thread, Location line) throws TargetException {
    requests.clear();
    requests.make(
        Command.BREAKPOINT,
        wish.policy(),
        List.of(Modifier.thread(thread, target.sizes()), Modifier.at(line, target.sizes())),
        this::report);
    return null;
  }

  /** The step is over, for the debugger; in the JVM it goes on, as others do, until cleared. */
  private Event report(Event event) {
    requests.clearAllButStep();
    return event.asStep(id);
  }

  // === WAITING ===

  private @Nullable Event suspended(long thread, int bodyDepth) throws TargetException {
    List<Frame> frames = target.framesOf(thread, NEAR);
    int body = code.bodyBelowMachinery(frames);
    if (body < 0 || target.depthOf(thread) - body != bodyDepth) {
      return null; // a call further up
    }
    long frame = target.thisOf(thread, frames.get(0));
    requests.clear();
    if (wish.depth() != Command.STEP_OUT) {
      awaitResumption(frame, false);
    }
    awaitEnd(frame);
    return null;
  }

  private @Nullable Event waitForEnd(long frame) throws TargetException {
    requests.clear();
    awaitEnd(frame);
    return null;
  }

  private void awaitResumption(long frame, boolean returning) throws TargetException {
    requests.breakAt(
        code.resumeOf(target.typeOf(frame)),
        Modifier.instance(frame, target.sizes()),
        event -> resumed(event.thread(), frame, returning));
  }

  private void awaitEnd(long frame) {
    try {
      long task = WovenCode.in(code.classesOf(frame), WovenCode.TASK);
      requests.breakAt(
          code.start(task, "finish", "(ILjava/lang/Object;)"),
          Modifier.instance(frame, target.sizes()),
          event -> ended(event.thread(), frame));
    } catch (TargetException e) {
      // Another release's runtime: steps do not get to the caller then.
    }
  }

  /** Goes on in who awaits it; with nobody there the program runs on, as after any last line. */
  private @Nullable Event ended(long thread, long frame) throws TargetException {
    for (Frame call : target.framesOf(thread, 4)) {
      if (code.isIn(call.location(), WovenCode.COROUTINE, "startNow")) {
        return null; // it was called just now, and returns to its caller
      }
    }
    requests.clear();
    for (long waiter : waiters.of(frame, thread)) {
      if (code.isFrameClass(target.typeOf(waiter))) {
        awaitResumption(waiter, true);
      }
      awaitEnd(waiter); // it may only pass on the outcome
    }
    return null;
  }

  // === ASKING ===

  private @Nullable Event resumed(long thread, long frame, boolean returning)
      throws TargetException {
    Way way = new Way(frame, target.depthOf(thread) + 1, returning);
    requests.clear();
    awaitEnd(frame);
    long coroutine = WovenCode.in(code.classesOf(frame), WovenCode.COROUTINE);
    requests.breakAt(
        code.start(coroutine, "takeArrived", "()"),
        Modifier.thread(thread, target.sizes()),
        event -> asks(event.thread(), way));
    return null;
  }

  /** The body takes the outcome of what it awaited: it is at its await then. */
  private @Nullable Event asks(long thread, Way way) throws TargetException {
    List<Frame> frames = target.framesOf(thread, NEAR);
    int body = code.bodyBelowMachinery(frames);
    if (body >= 0 && target.depthOf(thread) - body == way.bodyDepth()) {
      leaveAsk(thread, way, frames.get(body).location());
    }
    return null;
  }

  private @Nullable Event leaveAsk(long thread, Way way, Location ask) throws TargetException {
    requests.clear();
    awaitEnd(way.frame());
    requests.make(
        Command.SINGLE_STEP,
        wish.policy(),
        List.of(Modifier.step(thread, Command.STEP_OUT, target.sizes())),
        event -> asked(event, way, ask));
    return null;
  }

  private @Nullable Event asked(Event event, Way way, Location ask) throws TargetException {
    Location at = event.location();
    int depth = target.depthOf(event.thread());
    if (at == null || depth > way.bodyDepth()) {
      return leaveAsk(event.thread(), way, ask);
    }
    if (depth < way.bodyDepth()) {
      return waitForEnd(way.frame());
    }
    int lengthOfCall = 3;
    boolean caught = at.index() != ask.index() + lengthOfCall;
    if (way.returning() || (caught && code.lineAt(at) != code.lineAt(ask))) {
      requests.clear();
      return report(event);
    }
    requests.clear();
    step(event.thread(), wish.depth());
    guard(event.thread(), way.bodyDepth(), way.frame());
    return null;
  }

  // === From outside ===

  /** Ends it in the JVM. */
  void clear() {
    requests.clear();
  }

  void setBreakpointsAgain() throws TargetException {
    requests.setBreakpointsAgain();
  }
}
