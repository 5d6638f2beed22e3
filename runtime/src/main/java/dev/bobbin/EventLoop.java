package dev.bobbin;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A single-threaded event loop: it runs callbacks and resumes tasks one after the other, so that
 * they need no locks among themselves. The counterpart of an asyncio event loop.
 *
 * <p>The thread is the one that calls {@link #run} or {@link #runOnce}, one of the loop's own after
 * {@link #start}, or that of a host ({@link #on}). All methods may be called from any thread unless
 * they say otherwise; what they schedule runs on the loop's thread, never inside the call.
 */
public final class EventLoop implements Executor, AutoCloseable {

  private static final System.Logger LOG = System.getLogger("dev.bobbin");
  private static final AtomicLong TASK_NUMBERS = new AtomicLong();

  /** Letters of other threads that join a turn: a flood of them must not starve anybody. */
  private static final int LETTERS_A_TURN = 1024;

  /** Half of the range, because deadlines are compared by difference. */
  private static final long LONGEST_DELAY_NANOS = Long.MAX_VALUE / 2;

  private enum Phase {
    OPEN,
    STOPPING,
    CLOSED
  }

  private final Settings settings;
  private final TaskContext context = new TaskContext(this, null, null);
  private final @Nullable Host host;

  // === Shared with other threads ===

  private final Mailbox mailbox = new Mailbox();
  private final Shutdown shutdown = new Shutdown(this);
  private volatile Phase phase = Phase.OPEN;

  /** The thread whose turns these are; null between the runs of a loop without one of its own. */
  private final AtomicReference<@Nullable Thread> driver = new AtomicReference<>();

  private volatile @Nullable Thread ownThread;

  // === Confined to the loop thread ===

  private final ReadyQueue inbox = new ReadyQueue();
  private final ReadyQueue ready = new ReadyQueue();
  private final Timers timers = new Timers();
  private final Leaves leaves = new Leaves();
  private final Cancellation cancellations = new Cancellation();
  private final OffloadLimit blocking;
  private @Nullable AbstractTask<?> current;
  private int live;
  private int awaitsLeft;
  private @Nullable Throwable traced;
  private @Nullable VirtualMachineError fatal;

  EventLoop(Settings settings, @Nullable Executor hostExecutor) {
    this.settings = settings;
    this.host = hostExecutor == null ? null : new Host(this, hostExecutor);
    this.blocking = new OffloadLimit(settings.blockingExecutor(), settings.maxBlocking());
  }

  // === Making and finding loops ===

  public static EventLoop create() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * A loop whose turns run as callbacks of a host with one thread: a GUI toolkit ({@code
   * SwingUtilities::invokeLater}), a Netty event loop, a game. A callback that pumps the host's
   * events, such as a modal dialog, lets the loop's other tasks go on.
   */
  public static EventLoop on(Executor host) {
    return new EventLoop(Settings.DEFAULT, Objects.requireNonNull(host, "host"));
  }

  /**
   * The loop that runs on this thread.
   *
   * @throws IllegalStateException if none does
   */
  public static EventLoop current() {
    EventLoop loop = CurrentLoop.get();
    if (loop == null) {
      throw new IllegalStateException(
          "no event loop runs on this thread: call this from Bobbin.run(() -> ...) or"
              + " EventLoop.fork(() -> ...)");
    }
    return loop;
  }

  /** The loop that runs on this thread, or null. */
  public static @Nullable EventLoop currentOrNull() {
    return CurrentLoop.get();
  }

  static void requireNone() {
    EventLoop running = CurrentLoop.get();
    if (running != null) {
      throw new IllegalStateException(
          running + " runs on this thread already: await the operation, or fork it");
    }
  }

  // === Running ===

  /**
   * Runs the loop on this thread until the operation has ended. Other tasks are left as they are:
   * they go on in the next run, or are cancelled by {@link #close}.
   *
   * @return main's value; its failure is thrown as it is
   * @throws IllegalStateException inside of a running loop, or if this one is closed or runs
   *     already
   */
  public <T> T run(AsyncCallable<T> main) {
    Objects.requireNonNull(main, "main");
    requireNone();
    requireOpen();
    if (host != null) {
      throw new IllegalStateException(this + " runs on its host: fork the operation");
    }
    return new Run<>(this, main).call();
  }

  /** Starts a thread of the loop's own, which keeps the JVM alive until the loop is closed. */
  public EventLoop start() {
    requireOpen();
    if (host != null) {
      throw new IllegalStateException(this + " runs on its host");
    }
    Thread thread = new Thread(this::runOwnThread, settings.name());
    claim(thread);
    ownThread = thread;
    thread.start();
    return this;
  }

  /**
   * Runs one turn on this thread, for games and other programs with a loop of their own.
   *
   * @param maxWait how long to sleep first if nothing is ready or due
   * @return how much was run
   */
  public int runOnce(Duration maxWait) {
    Objects.requireNonNull(maxWait, "maxWait");
    if (phase == Phase.CLOSED) {
      return 0;
    }
    boolean nested = inLoop();
    if (!nested) {
      requireNone();
      attach();
    }
    try {
      return turn(Math.max(0, nanos(maxWait)));
    } finally {
      if (!nested) {
        detach();
      }
    }
  }

  private void runOwnThread() {
    CurrentLoop.set(this);
    try {
      while (phase != Phase.CLOSED) {
        Thread.interrupted(); // of no meaning here, and parking needs it cleared
        turn(Long.MAX_VALUE);
      }
    } finally {
      detach();
    }
  }

  void attach() {
    claim(Thread.currentThread());
    CurrentLoop.set(this);
  }

  private void claim(Thread thread) {
    if (!driver.compareAndSet(null, thread)) {
      throw new IllegalStateException(this + " runs already, on another thread");
    }
  }

  void detach() {
    CurrentLoop.set(null);
    driver.set(null);
  }

  /*
   * One turn. Only what is ready when the turn begins is run in it: what that makes ready waits for
   * the next turn, after mail and timers had theirs, so nobody starves.
   */
  int turn(long maxWaitNanos) {
    takeMail();
    int ran = timers.expire(nanoTime());
    if (ready.size() == 0 && ran == 0 && maxWaitNanos > 0) {
      park(maxWaitNanos);
      takeMail();
      ran = timers.expire(nanoTime());
    }
    int batch = ready.size();
    if (host != null && batch > 0) {
      host.schedule(); // for the rest, should an entry pump the host's events
    }
    for (; batch > 0; batch--) {
      Object entry = ready.poll();
      if (entry == null) {
        break; // a nested turn ran it
      }
      runEntry(entry);
      ran++;
    }
    traced = null;
    if (phase == Phase.STOPPING && shutdown.isOver()) {
      closeNow();
    }
    return ran;
  }

  private void takeMail() {
    mailbox.drainTo(inbox);
    for (int i = Math.min(inbox.size(), LETTERS_A_TURN); i > 0; i--) {
      Object letter = inbox.poll();
      if (letter != null) {
        ready.add(letter);
      }
    }
  }

  private void park(long maxWaitNanos) {
    long nanos = maxWaitNanos;
    if (timers.size() > 0) {
      nanos = Math.min(nanos, timers.earliest() - nanoTime());
    }
    if (nanos > 0 && inbox.size() == 0 && mailbox.park()) {
      if (nanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
    mailbox.unpark();
  }

  private void runEntry(Object entry) {
    AbstractTask<?> outer = current;
    awaitsLeft = settings.awaitBudget();
    long started = settings.slowStepNanos() > 0 ? System.nanoTime() : 0;
    try {
      current = null;
      if (entry instanceof Waiter waiter) {
        runSteps(waiter);
      } else {
        ((Runnable) entry).run();
      }
    } catch (VirtualMachineError error) {
      fatal = error;
    } catch (Throwable failure) {
      report(null, failure);
    } finally {
      noteIfSlow(started, entry);
      current = outer;
    }
    VirtualMachineError error = fatal;
    if (error != null) {
      fatal = null;
      throw error;
    }
  }

  /** A task that ends goes on with the one that waited for it, as a return would: flat, counted. */
  private void runSteps(Waiter first) {
    Waiter waiter = first;
    while (waiter != null) {
      waiter = waiter.step();
      if (waiter != null && --awaitsLeft <= 0) {
        ready(waiter);
        return;
      }
    }
  }

  private void noteIfSlow(long started, Object entry) {
    if (started != 0) {
      long taken = System.nanoTime() - started;
      if (taken > settings.slowStepNanos()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0}: a step of {1} kept the loop for {2} ms",
            this,
            current == null ? entry : current,
            taken / 1_000_000);
      }
    }
  }

  // === Scheduling ===

  /**
   * Runs a callback in a later turn. Callbacks of one thread run in the order of the calls. An
   * exception of the callback goes to the loop's exception handler. The counterpart of {@code
   * call_soon} and {@code call_soon_threadsafe}.
   *
   * @throws RejectedExecutionException after {@link #shutdown}
   */
  @Override
  public void execute(Runnable callback) {
    submit(Objects.requireNonNull(callback, "callback"));
  }

  /**
   * Starts an operation in a later turn. The counterpart of {@code create_task} and {@code
   * run_coroutine_threadsafe}.
   *
   * @throws RejectedExecutionException after {@link #shutdown}
   */
  public <T> Task<T> fork(AsyncCallable<T> operation) {
    ForkTask<T> task = new ForkTask<>(inLoop() ? context() : context, operation);
    submit(task);
    return task;
  }

  private void submit(Object entry) {
    boolean inLoop = inLoop();
    if (phase == Phase.CLOSED || (phase == Phase.STOPPING && !inLoop)) {
      throw new RejectedExecutionException(this + " is " + phaseName());
    }
    if (inLoop) {
      ready.add(entry);
      wakeHost();
    } else if (!post(entry)) {
      throw new RejectedExecutionException(this + " is closed");
    }
  }

  /**
   * Runs a callback when the delay has passed, never before; callbacks that are due at the same
   * time run in the order of the calls.
   *
   * @param delay zero or negative means the next turn
   * @return a handle that removes the callback if it has not started
   * @throws RejectedExecutionException after {@link #shutdown}
   */
  public TimerHandle schedule(Duration delay, Runnable callback) {
    return enter(delay, callback, 0);
  }

  /**
   * Runs a callback when the delay has passed and then once a period, as {@link
   * java.util.concurrent.ScheduledExecutorService} does: late runs are made up for, one after the
   * other, and a run that throws is the last one.
   *
   * @return a handle that ends it
   * @throws IllegalArgumentException if the period is not positive
   * @throws RejectedExecutionException after {@link #shutdown}
   */
  public TimerHandle scheduleAtFixedRate(Duration delay, Duration period, Runnable callback) {
    return enter(delay, callback, positive(period));
  }

  /**
   * The same with a pause of the given length between the end of a run and the start of the next.
   *
   * @return a handle that ends it
   * @throws IllegalArgumentException if the pause is not positive
   * @throws RejectedExecutionException after {@link #shutdown}
   */
  public TimerHandle scheduleWithFixedDelay(Duration delay, Duration pause, Runnable callback) {
    return enter(delay, callback, -positive(pause));
  }

  private static long positive(Duration period) {
    long nanos = Math.min(nanos(period), LONGEST_DELAY_NANOS);
    if (nanos <= 0) {
      throw new IllegalArgumentException(period + " is not positive");
    }
    return nanos;
  }

  private TimerHandle enter(Duration delay, Runnable callback, long periodNanos) {
    Objects.requireNonNull(callback, "callback");
    Callback timer = new Callback(this, callback, deadline(delay), periodNanos);
    if (inLoop() && phase != Phase.CLOSED) {
      timer.enter();
      wakeHost();
    } else {
      submit((Runnable) timer::enter);
    }
    return timer;
  }

  void addTimer(Duration delay, Timed timer) {
    timers.add(deadline(delay), timer);
    wakeHost();
  }

  private long deadline(Duration delay) {
    return nanoTime() + Math.max(0, Math.min(nanos(delay), LONGEST_DELAY_NANOS));
  }

  private static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException huge) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** From any thread, for the runtime's own messages; false if the loop is closed. */
  boolean post(Object entry) {
    return switch (mailbox.post(entry)) {
      case REFUSED -> false;
      case ACCEPTED -> {
        if (host != null) {
          host.posted();
        }
        yield true;
      }
      case WAKE_UP -> {
        Thread sleeping = driver.get();
        if (sleeping != null) {
          LockSupport.unpark(sleeping);
        }
        if (host != null) {
          host.posted();
        }
        yield true;
      }
    };
  }

  boolean post(Runnable callback) {
    return post((Object) callback);
  }

  // === For the runtime, on the loop's thread ===

  void ready(Waiter waiter) {
    ready.add(waiter);
    wakeHost();
  }

  /**
   * Several waiters of one task, the last to come first in the list: they resume in their order.
   */
  void readyAll(Waiter newest) {
    Waiter oldest = null;
    Waiter waiter = newest;
    while (waiter != null) {
      Waiter older = waiter.next;
      waiter.next = oldest;
      oldest = waiter;
      waiter = older;
    }
    for (Waiter at = oldest; at != null; ) {
      Waiter younger = at.next;
      at.next = null;
      ready.add(at);
      at = younger;
    }
    wakeHost();
  }

  private void wakeHost() {
    if (host != null) {
      host.schedule();
    }
  }

  /** The current task changes. */
  void enter(@Nullable AbstractTask<?> task) {
    current = task;
  }

  @Nullable AbstractTask<?> currentTask() {
    return current;
  }

  /** For a new task, on the loop's thread: that of the running task, without its name. */
  TaskContext context() {
    AbstractTask<?> task = current;
    TaskContext inherited = task == null ? null : task.context;
    if (inherited == null || inherited.name() == null) {
      return inherited == null ? context : inherited;
    }
    return inherited.bindings() == null ? context : inherited.named(null);
  }

  Cancellation cancellations() {
    return cancellations;
  }

  Timers timers() {
    return timers;
  }

  Leaves leaves() {
    return leaves;
  }

  OffloadLimit blockingLimit() {
    return blocking;
  }

  int awaitBudget() {
    return settings.awaitBudget();
  }

  void taskBegan() {
    live++;
  }

  void taskEnded() {
    live--;
  }

  int live() {
    return live;
  }

  boolean isIdle() {
    return ready.size() == 0 && inbox.size() == 0 && mailbox.isEmpty();
  }

  boolean hasTimers() {
    return timers.size() > 0;
  }

  long nanosToNextTimer() {
    return timers.earliest() - nanoTime();
  }

  boolean sleepUntilPosted() {
    return mailbox.park();
  }

  /** An error of the JVM itself: the loop is left as soon as the step is over. */
  void fatal(VirtualMachineError error) {
    fatal = error;
  }

  boolean isTraced(Throwable failure) {
    return traced == failure;
  }

  void traced(Throwable failure) {
    traced = failure;
  }

  boolean isStopping() {
    return phase != Phase.OPEN;
  }

  static long nextTaskNumber() {
    return TASK_NUMBERS.incrementAndGet();
  }

  /** For woven code, when a loop of a method has used up its awaits of done stages. */
  public static int awaitsLeft(CompletionStage<?> stage) {
    return AwaitBudget.refill(CurrentLoop.get(), stage);
  }

  int takeAwaits(int most) {
    int taken = Math.min(most, awaitsLeft);
    awaitsLeft -= taken;
    return taken;
  }

  /** For woven code: the failure of a void method that never suspended. */
  public static void reportDetached(Throwable failure) {
    EventLoop loop = CurrentLoop.get();
    if (loop == null) {
      Settings.logFailure(null, failure);
    } else {
      loop.report(DoneTask.failed(failure), failure);
    }
  }

  /** A failure that nobody else sees. A handler that throws is replaced by the default one. */
  void report(@Nullable Task<?> task, Throwable failure) {
    try {
      settings.exceptionHandler().accept(task, failure);
    } catch (Throwable broken) {
      Failures.suppress(failure, broken);
      Settings.logFailure(task, failure);
    }
  }

  // === Looking ===

  /** The loop's clock, see {@link Ticker#nanoTime}. */
  public long nanoTime() {
    return settings.ticker().nanoTime();
  }

  /** Whether this thread is the loop's. */
  public boolean inLoop() {
    return driver.get() == Thread.currentThread();
  }

  /**
   * The tasks that are under way, from their first suspension to their end. A snapshot; from
   * another thread it is asked of the loop, and taken without it if the loop does not answer for a
   * second.
   */
  public Collection<Task<?>> tasks() {
    return Snapshot.of(this, () -> new TaskTree(this).listed());
  }

  /** What all tasks wait for, for people; see {@link #tasks} about other threads. */
  public TaskDump dump() {
    return Snapshot.of(this, () -> new TaskTree(this).dump());
  }

  boolean isDriven() {
    return driver.get() != null || host != null;
  }

  ReadyQueue readyQueue() {
    return ready;
  }

  ReadyQueue inboxQueue() {
    return inbox;
  }

  String name() {
    return settings.name();
  }

  private String phaseName() {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "EventLoop[" + settings.name() + ", " + phaseName() + "]";
  }

  // === Ending ===

  private void requireOpen() {
    if (phase != Phase.OPEN) {
      throw new IllegalStateException(this + " cannot be used any more");
    }
  }

  /**
   * Ends the loop: it accepts nothing from outside any more, and cancels its tasks; those that are
   * still there after half of the grace time are cancelled again, and after all of it named to the
   * exception handler and abandoned. What was accepted before is run.
   *
   * @return a stage that is done, on the loop's thread, when the loop is closed
   */
  public CompletionStage<Void> shutdown(Duration grace) {
    Objects.requireNonNull(grace, "grace");
    if (phase == Phase.OPEN) {
      phase = Phase.STOPPING;
      shutdown.request(grace);
    }
    return shutdown.closed();
  }

  /**
   * {@link #shutdown} with the loop's own grace time, and waits for the end. Does nothing if the
   * loop is closed.
   *
   * @throws IllegalStateException on the loop's own thread, which could not wait for itself
   */
  @Override
  public void close() {
    if (wouldWaitForItself()) {
      throw new IllegalStateException("close() would wait for itself: use shutdown(grace)");
    }
    shutdown(settings.shutdownGrace());
    shutdown.await();
    Thread own = ownThread;
    if (own != null) {
      Shutdown.join(own);
    }
  }

  /** Whether this thread has to run the loop's turns, now or, as a host, between its events. */
  boolean wouldWaitForItself() {
    return inLoop() || (host != null && phase != Phase.CLOSED && host.isOnItsThread());
  }

  /** On a thread that closes a loop which nobody drives. */
  void driveToEnd() {
    EventLoop outer = CurrentLoop.set(null);
    boolean interrupted = false;
    attach();
    try {
      while (phase != Phase.CLOSED) {
        interrupted |= Thread.interrupted(); // parking needs it cleared
        turn(Long.MAX_VALUE);
      }
    } finally {
      detach();
      if (outer != null) {
        CurrentLoop.set(outer);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The last callbacks that were accepted run before the door is shut for good. */
  private void closeNow() {
    mailbox.close(inbox);
    phase = Phase.CLOSED;
    for (int left = inbox.size(); left > 0; left--) {
      ready.add(Objects.requireNonNull(inbox.poll()));
    }
    for (int left = ready.size(); left > 0; left--) {
      Object entry = Objects.requireNonNull(ready.poll());
      if (entry instanceof ForkTask<?> fork && fork.neverBegins()) {
        continue;
      }
      runEntry(entry);
    }
    if (live > 0) {
      shutdown.abandon();
    }
    for (Object entry = ready.poll(); entry != null; entry = ready.poll()) {
      if (entry instanceof Waiter) {
        runEntry(entry); // who waited for a task that was abandoned; nobody runs on
      }
    }
    shutdown.finish();
  }

  boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  /** Settings of a loop; each has a default. */
  public static final class Builder {

    private Settings settings = Settings.DEFAULT;

    private Builder() {}

    /** For threads and messages. */
    public Builder name(String name) {
      settings = settings.withName(Objects.requireNonNull(name, "name"));
      return this;
    }

    /** Checks that cost time; the default is the system property {@code bobbin.debug}. */
    public Builder debug(boolean debug) {
      settings = settings.withDebug(debug);
      return this;
    }

    /** Awaits of done stages in a row after which a task yields once; the default is 128. */
    public Builder awaitBudget(int awaits) {
      if (awaits < 1) {
        throw new IllegalArgumentException("awaitBudget is " + awaits + ", not positive");
      }
      settings = settings.withAwaitBudget(awaits);
      return this;
    }

    /** Steps that take longer are logged; by default those over 100 ms, in debug mode only. */
    public Builder slowStep(Duration limit) {
      settings = settings.withSlowStep(limit);
      return this;
    }

    /**
     * Is told of failures that nobody else sees, on the loop's thread: of callbacks (then the task
     * is null), void methods, and tasks that fail during shutdown. By default they are logged.
     */
    public Builder exceptionHandler(BiConsumer<? super Task<?>, ? super Throwable> handler) {
      settings = settings.withExceptionHandler(Objects.requireNonNull(handler, "handler"));
      return this;
    }

    /** Runs the calls of {@link Bobbin#blocking}. */
    public Builder blockingExecutor(Executor executor) {
      settings = settings.withBlockingExecutor(Objects.requireNonNull(executor, "executor"));
      return this;
    }

    /** How many calls of {@link Bobbin#blocking} run at a time; the default is 256. */
    public Builder maxBlocking(int calls) {
      if (calls < 1) {
        throw new IllegalArgumentException("maxBlocking is " + calls + ", not positive");
      }
      settings = settings.withMaxBlocking(calls);
      return this;
    }

    /** How long {@link EventLoop#close} waits for tasks that do not give way; by default 10 s. */
    public Builder shutdownGrace(Duration grace) {
      settings = settings.withShutdownGrace(Objects.requireNonNull(grace, "grace"));
      return this;
    }

    /** The clock; by default the JVM's. */
    public Builder ticker(Ticker ticker) {
      settings = settings.withTicker(Objects.requireNonNull(ticker, "ticker"));
      return this;
    }

    public EventLoop build() {
      return new EventLoop(settings.named(), null);
    }
  }
}
