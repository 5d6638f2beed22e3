package dev.bobbin;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The engine of an {@link EventLoop}: what came by mail, what is due, what is ready, and the turn
 * that runs it. Users talk to the EventLoop, tasks to this.
 */
final class LoopCore {

  /** How many turns may pass before a loop looks for what other threads asked of it. */
  private static final int PLAIN_TURNS = 60;

  final EventLoop eventLoop;
  final Settings settings;

  /** Of tasks that inherit nothing. */
  final TaskContext rootContext = new TaskContext(this, null, null, null);

  private final @Nullable Host host;
  private final int awaitBudget;
  private final boolean chooses;

  // === Shared with other threads ===

  final LoopThread thread = new LoopThread(this);
  final Shutdown shutdown = new Shutdown(this);
  final Door door = new Door(this);

  // === Confined to the loop thread ===

  final ReadyQueue readyQueue = new ReadyQueue();
  final Timers timers = new Timers();
  Leaves leaves = new Leaves();
  final Cancellation cancellations = new Cancellation();
  final Scopes scopes = new Scopes(this);
  final OffloadLimit offloadLimit;
  Nursery nursery = new Nursery(0);

  final StepMeter meter;

  /** Whether anybody notes what becomes of each task: the debug mode or the flight recorder. */
  boolean isNoted;

  /** Null unless the loop is in debug mode. */
  final @Nullable DebugNotes debug;

  /** How many turns may still go by that look at nothing but the ready queue. */
  private int plainTurns;

  private boolean driven;

  /**
   * Whether any task has context of other libraries, which is put onto the thread for its steps.
   */
  private boolean carries;

  /** Whether anybody beside a task has something to do when it goes on. */
  private boolean isAccompanied;

  private final Carried.OnThread carried = new Carried.OnThread();
  @Nullable VoidCall voidCall;
  private int live;
  private int calls;
  private int awaitsLeft;
  private @Nullable Throwable traced;
  private @Nullable Throwable raised;
  private @Nullable VirtualMachineError fatal;

  LoopCore(
      EventLoop eventLoop, Settings settings, @Nullable Executor hostExecutor, boolean chooses) {
    this.eventLoop = eventLoop;
    this.settings = settings;
    this.awaitBudget = settings.awaitBudget();
    this.chooses = chooses;
    this.debug = settings.debug() ? new DebugNotes(this) : null;
    note(settings.debug());
    this.meter = new StepMeter(this, settings.slowStepNanos());
    this.host = hostExecutor == null ? null : new Host(this, hostExecutor);
    this.offloadLimit = new OffloadLimit(settings.blockingExecutor(), settings.maxBlocking());
  }

  // === The turn ===

  /** One turn. */
  int turn(long maxWaitNanos) {
    return goesOnPlain() ? plainTurns(1, null) : fullTurn(maxWaitNanos);
  }

  /** As many turns as need not look at everything, or one that does; none once the task is done. */
  void turns(long maxWaitNanos, @Nullable AbstractTask<?> until) {
    if (goesOnPlain()) {
      plainTurns(PLAIN_TURNS, until);
    } else {
      fullTurn(maxWaitNanos);
    }
  }

  /*
   * Only what is ready when the turn begins is run in it: what that makes ready waits for the next
   * turn, after mail and timers had theirs, so nobody starves.
   */
  private int fullTurn(long maxWaitNanos) {
    raised = null;
    door.takeMail();
    int ran = expireTimers();
    if (readyQueue.size() == 0 && ran == 0 && maxWaitNanos > 0) {
      readyQueue.trim();
      door.park(timers.size() == 0 ? maxWaitNanos : Math.min(maxWaitNanos, nanosToNextTimer()));
      door.takeMail();
      ran = expireTimers();
    } else {
      door.pollChannels();
    }
    int batch = chooses ? Math.min(1, readyQueue.size()) : readyQueue.size();
    if (host != null && batch > 0) {
      host.schedule(); // for the rest, should an entry pump the host's events
    }
    boolean nested = meter.turnBegins();
    StepTimes times = meter.counters.measuring();
    for (; batch > 0; batch--) {
      Object entry = chooses ? choose() : readyQueue.poll();
      if (entry == null) {
        break; // a nested turn ran it
      }
      if (times == null) {
        runEntry(entry);
      } else {
        runTimed(entry, times);
      }
      ran++;
    }
    traced = null;
    Poller channels = door.poller;
    if (channels != null) {
      channels.turnEnds();
    }
    meter.turnEnds(ran, nested);
    if (shutdown.isOver()) {
      shutdown.close();
    }
    plainTurns = isPlain() ? PLAIN_TURNS : 0;
    if (nursery.isOld()) {
      rejuvenate();
    }
    return ran;
  }

  private boolean goesOnPlain() {
    return plainTurns > 0 && timers.size() == 0 && door.isQuiet() && readyQueue.size() > 0;
  }

  /**
   * Turns that nobody looks at; nothing but the ready queue has anything for them. One loop for all
   * of them, as a turn of one entry is short: whatever seldom ends it does so by {@code
   * plainTurns}.
   */
  private int plainTurns(int most, @Nullable AbstractTask<?> until) {
    AbstractTask<?> outer = nursery.current;
    int allowed = Math.min(most, plainTurns);
    int turns = 0;
    int ran = 0;
    int batch = 0;
    do {
      if (batch == 0) {
        batch = readyQueue.size();
        turns++;
      }
      Object entry = readyQueue.poll();
      if (entry == null) {
        break; // a nested turn ran it
      }
      ran++;
      runSafely(entry);
      batch--;
    } while (batch > 0
        ? fatal == null
        : turns < allowed && goesOnPlain() && (until == null || until.state >= 0));
    plainTurns = Math.max(0, plainTurns - turns);
    traced = null;
    enter(outer);
    meter.counters.ran(turns, ran);
    throwFatal();
    return ran;
  }

  private void rejuvenate() {
    nursery = nursery.next();
    leaves = leaves.rejuvenated();
    readyQueue.rejuvenate();
  }

  private boolean isPlain() {
    return timers.size() == 0
        && door.isPlain()
        && host == null
        && !chooses
        && meter.isIdle()
        && !shutdown.isStopping();
  }

  private @Nullable Object choose() {
    int ready = readyQueue.size();
    return readyQueue.poll(Objects.checkIndex(eventLoop.choose(ready), ready));
  }

  String readyEntry(int number) {
    Object entry = readyQueue.peek(number);
    AbstractTask<?> task = entry instanceof Waiter waiter ? waiter.waitingTask() : null;
    AbstractTask<?> listed = task;
    while (listed != null && !listed.isListed()) {
      listed = AsyncTrace.callerOf(listed);
    }
    if (listed != null) {
      return listed.toString();
    }
    return task == null ? "a callback" : task.toString();
  }

  /** Without timers the clock, which costs more than a step, is not looked at. */
  private int expireTimers() {
    return timers.size() == 0 ? 0 : timers.expire(nanoTime());
  }

  /** A thread is about to run turns. Who looks at the loop from outside has to know it by now. */
  void attached() {
    meter.attached();
    if (!driven) {
      driven = true;
      OpenLoops.add(this);
    }
  }

  /** The loop is closed. */
  void detached() {
    meter.detached();
    if (debug != null) {
      debug.closed();
    }
    OpenLoops.remove(this);
    door.closeChannels();
  }

  private void runTimed(Object entry, StepTimes times) {
    long started = System.nanoTime();
    try {
      runEntry(entry);
    } finally {
      times.add(System.nanoTime() - started);
    }
  }

  void runEntry(Object entry) {
    AbstractTask<?> outer = nursery.current;
    meter.stepBegins();
    runSafely(entry);
    meter.stepEnds();
    enter(outer);
    throwFatal();
  }

  private void runSafely(Object entry) {
    awaitsLeft = awaitBudget;
    try {
      if (entry instanceof Coroutine<?> coroutine && !isAccompanied) {
        runSteps(coroutine); // which is the current task as soon as it runs
      } else {
        runOther(entry);
      }
    } catch (VirtualMachineError error) {
      fatal(error);
    } catch (Throwable failure) {
      report(null, failure);
    }
  }

  private void runOther(Object entry) {
    if (nursery.current != null) {
      enter(null);
    }
    if (entry instanceof Waiter waiter) {
      runSteps(waiter);
    } else {
      ((Runnable) entry).run();
    }
  }

  private void throwFatal() {
    VirtualMachineError error = fatal;
    if (error != null) {
      fatal = null;
      throw error;
    }
  }

  /** A task that ends goes on with the one that waited for it, as a return would: flat, counted. */
  private void runSteps(Waiter first) {
    Waiter waiter = first;
    do {
      waiter = waiter.step();
      if (waiter == null) {
        return;
      }
    } while (--awaitsLeft > 0);
    ready(waiter);
  }

  // === From any thread ===

  /** From any thread: the next turn is to look at everything, not only at what is ready. */
  void attend() {
    if (inLoop()) {
      plainTurns = 0;
    } else {
      door.post(() -> {});
    }
  }

  void wakeHost() {
    if (host != null) {
      host.schedule();
    }
  }

  long nanoTime() {
    return settings.ticker().nanoTime();
  }

  long deadline(Duration delay) {
    return Delays.deadline(nanoTime(), delay);
  }

  boolean inLoop() {
    return thread.isCurrent();
  }

  /** Whether this thread may touch what is the loop's: between turns of a loop by hand, any may. */
  boolean isHere() {
    return inLoop() || !isDriven();
  }

  boolean isHosted() {
    return host != null;
  }

  /** For who waits for the loop's end. */
  void driveIfHostIsGone() {
    if (host == null) {
      return;
    }
    host.schedule(); // a host that has refused for too long is not asked by others any more
    if (host.isGone()) {
      host.driveToEnd();
    }
  }

  boolean isDriven() {
    return thread.isTaken() || host != null;
  }

  /** Whether this thread has to run the loop's turns, now or, as a host, between its events. */
  boolean wouldWaitForItself() {
    return inLoop() || (host != null && !shutdown.isClosed() && host.isOnItsThread());
  }

  @Override
  public String toString() {
    return "EventLoop[" + settings.name() + ", " + shutdown.phase() + "]";
  }

  // === On the loop's thread: what is to be run ===

  void ready(Waiter waiter) {
    readyQueue.add(waiter);
    wakeHost();
  }

  /**
   * Several waiters of one task, the last to come first in the list: they resume in their order.
   */
  void readyAll(Waiter newest) {
    Waiter oldest = Waiter.turnRound(newest);
    for (Waiter at = oldest; at != null; ) {
      Waiter younger = at.next;
      at.next = null;
      readyQueue.add(at);
      at = younger;
    }
    wakeHost();
  }

  void addTimer(Duration delay, Timed timer) {
    timers.add(deadline(delay), timer);
    wakeHost();
  }

  boolean isIdle() {
    return readyQueue.size() == 0 && door.isEmpty();
  }

  long nanosToNextTimer() {
    return timers.earliest() - nanoTime();
  }

  // === On the loop's thread: for the tasks ===

  /** The current task changes. */
  void enter(@Nullable AbstractTask<?> task) {
    nursery.current = task;
    if (carries) {
      carried.put(task == null || task.context == null ? null : task.context.bindings());
    }
  }

  /** The current task is a coroutine that goes on. */
  void resumes(Coroutine<?> task) {
    nursery.current = task;
    if (isAccompanied) {
      enter(task);
      meter.resumes(task);
    }
  }

  void note(boolean noted) {
    isNoted = noted;
    isAccompanied = noted || carries;
  }

  void carry() {
    carries = true;
    isAccompanied = true;
  }

  @Nullable AbstractTask<?> currentTask() {
    return nursery.current;
  }

  /** For a new task: that of the running task, without its name. */
  TaskContext context() {
    AbstractTask<?> task = nursery.current;
    TaskContext inherited = task == null ? null : task.context;
    if (inherited == null || inherited.name() == null) {
      return inherited == null ? rootContext : inherited;
    }
    return inherited.bindings() == null && inherited.group() == null
        ? rootContext
        : inherited.named(null);
  }

  void callBegan() {
    calls++;
  }

  void callEnded() {
    calls--;
  }

  int calls() {
    return calls;
  }

  boolean awaitsOthers() {
    Poller channels = door.poller;
    boolean[] found = {channels != null && channels.isWaiting()};
    leaves.forEach(leaf -> found[0] |= leaf instanceof LeafTask<?>);
    return found[0];
  }

  void taskBegan(AbstractTask<?> task) {
    live++;
    if (isNoted) {
      noteBegun(task);
    }
  }

  private void noteBegun(AbstractTask<?> task) {
    if (debug != null && task instanceof Coroutine<?>) {
      debug.made(task, task.waitingLine());
    }
    meter.taskBegan(task);
  }

  void taskEnded(AbstractTask<?> task) {
    live--;
    if (isNoted) {
      meter.taskEnded(task);
    }
  }

  int live() {
    return live;
  }

  int takeAwaits(int most) {
    int taken = Math.min(most, awaitsLeft);
    awaitsLeft -= taken;
    return taken;
  }

  boolean isTraced(Throwable failure) {
    return traced == failure;
  }

  void traced(Throwable failure) {
    traced = failure;
    plainTurns = 0; // only the end of a turn's looks takes it back
  }

  boolean isRaised(Throwable failure) {
    return raised == failure;
  }

  /** The stack trace of the failure has who is on this thread's stack. */
  void raised(Throwable failure) {
    raised = failure;
  }

  /** A failure that nobody else sees. A handler that throws is replaced by the default one. */
  void report(@Nullable Task<?> task, Throwable failure) {
    AsyncTrace.tidy(failure);
    try {
      settings.exceptionHandler().accept(task, failure);
    } catch (Throwable broken) {
      Failures.suppress(failure, broken);
      Settings.logFailure(task, failure);
    }
  }

  /** An error of the JVM itself: the loop is left as soon as the step is over. */
  void fatal(VirtualMachineError error) {
    fatal = error;
    plainTurns = 0;
  }
}
