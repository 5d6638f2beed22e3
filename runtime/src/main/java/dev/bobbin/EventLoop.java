package dev.bobbin;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
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
public class EventLoop implements Executor, AutoCloseable {

  private final LoopCore core;

  @SuppressWarnings("this-escape") // the core only keeps it
  private EventLoop(Settings settings, @Nullable Executor hostExecutor) {
    this.core = new LoopCore(this, settings, hostExecutor, false);
  }

  /**
   * For loops of a test kit, which decide how time passes and what runs next.
   *
   * @param chooses whether a turn runs the one entry that {@link #choose} names, instead of all
   *     that are ready, in their order
   */
  @SuppressWarnings("this-escape") // the core only keeps it
  protected EventLoop(Builder settings, boolean chooses) {
    this.core = new LoopCore(this, settings.settings(), null, chooses);
  }

  LoopCore core() {
    return core;
  }

  // === Making and finding loops ===

  /** A loop with the usual settings. Nothing runs on it before {@link #run} or {@link #start}. */
  public static EventLoop create() {
    return builder().build();
  }

  /** For a loop with settings of its own. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A loop whose turns run as callbacks of a host with one thread: a GUI toolkit ({@code
   * SwingUtilities::invokeLater}), a Netty event loop, a game. A callback that pumps the host's
   * events, such as a modal dialog, lets the loop's other tasks go on.
   *
   * <p>A host that refuses a turn is asked again, for a minute, and the refusal logged then; who
   * made something ready is not told. Close the loop before its host: where the host is gone
   * already, {@link #close} runs the rest on the thread that calls it.
   */
  public static EventLoop on(Executor host) {
    return builder().buildOn(host);
  }

  /**
   * The loop that runs on this thread.
   *
   * @throws IllegalStateException if none does
   */
  public static EventLoop current() {
    return CurrentLoop.require().eventLoop;
  }

  /** The loop that runs on this thread, or null. */
  public static @Nullable EventLoop currentOrNull() {
    LoopCore loop = CurrentLoop.get();
    return loop == null ? null : loop.eventLoop;
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
  public final <T> T run(AsyncCallable<T> main) {
    Objects.requireNonNull(main, "main");
    CurrentLoop.requireNone();
    core.shutdown.requireOpen();
    if (core.isHosted()) {
      throw new IllegalStateException(this + " runs on its host: fork the operation");
    }
    return new Run<>(core, main).call();
  }

  /**
   * Starts a thread of the loop's own, which keeps the JVM alive until the loop is closed. Where a
   * task fails with a {@link VirtualMachineError}, the loop is shut down, and the thread ends with
   * that.
   */
  public final EventLoop start() {
    core.shutdown.requireOpen();
    if (core.isHosted()) {
      throw new IllegalStateException(this + " runs on its host");
    }
    core.thread.start(core.settings.name());
    return this;
  }

  /**
   * Runs one turn on this thread, for games and other programs with a loop of their own. Called in
   * a step of this loop, the turn runs inside of that step, and what else is ready goes on
   * meanwhile.
   *
   * @param maxWait how long to sleep first if nothing is ready or due
   * @return how much was run; 0 if nothing became ready or due meanwhile, if the thread was woken
   *     for nothing, as any that parks may be, or if the loop is closed
   * @throws IllegalStateException if another loop runs on this thread, or this one on another
   *     thread
   */
  public final int runOnce(Duration maxWait) {
    Objects.requireNonNull(maxWait, "maxWait");
    if (core.shutdown.isClosed()) {
      return 0;
    }
    return core.thread.runOnce(Math.max(0, Delays.nanos(maxWait)));
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
  public final void execute(Runnable callback) {
    core.door.submit(Objects.requireNonNull(callback, "callback"));
  }

  /**
   * Starts an operation in a later turn. The counterpart of {@code create_task} and {@code
   * run_coroutine_threadsafe}.
   *
   * @throws RejectedExecutionException after {@link #shutdown}
   */
  public final <T> Task<T> fork(AsyncCallable<T> operation) {
    boolean inLoop = core.inLoop();
    TaskContext context = inLoop ? core.context() : core.rootContext;
    ForkTask<T> task = new ForkTask<>(context, operation);
    core.door.submit(task, inLoop);
    return task;
  }

  /**
   * Runs a callback when the delay has passed, never before; callbacks that are due at the same
   * time run in the order of the calls.
   *
   * @param delay zero or negative means the next turn
   * @return a handle that removes the callback if it has not started
   * @throws RejectedExecutionException after {@link #shutdown}
   */
  public final TimerHandle schedule(Duration delay, Runnable callback) {
    return schedule(delay, callback, 0);
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
  public final TimerHandle scheduleAtFixedRate(Duration delay, Duration period, Runnable callback) {
    return schedule(delay, callback, Delays.positiveNanos(period));
  }

  /**
   * The same with a pause of the given length between the end of a run and the start of the next.
   *
   * @return a handle that ends it
   * @throws IllegalArgumentException if the pause is not positive
   * @throws RejectedExecutionException after {@link #shutdown}
   */
  public final TimerHandle scheduleWithFixedDelay(
      Duration delay, Duration pause, Runnable callback) {
    return schedule(delay, callback, -Delays.positiveNanos(pause));
  }

  private TimerHandle schedule(Duration delay, Runnable callback, long periodNanos) {
    Objects.requireNonNull(callback, "callback");
    Callback timer = new Callback(core, callback, core.deadline(delay), periodNanos);
    core.door.submitTimer(timer);
    return timer;
  }

  // === Looking ===

  /** The loop's clock, see {@link Ticker#nanoTime}. */
  public final long nanoTime() {
    return core.nanoTime();
  }

  /** Whether this thread is the loop's. */
  public final boolean inLoop() {
    return core.inLoop();
  }

  /**
   * The tasks that are under way, from their first suspension to their end. A snapshot; from
   * another thread it is asked of the loop, and taken without it if the loop does not answer for a
   * second.
   */
  public final Collection<Task<?>> tasks() {
    return Snapshot.of(core, loop -> new TaskTree(loop).listed());
  }

  /** What all tasks wait for, for people; see {@link #tasks} about other threads. */
  public final TaskDump dump() {
    return Snapshot.of(core, loop -> new TaskTree(loop).dump());
  }

  @Override
  public final String toString() {
    return core.toString();
  }

  // === Ending ===

  /**
   * Ends the loop: it accepts nothing from outside any more, and cancels its tasks; those that are
   * still there after half of the grace time are cancelled again, and after all of it named to the
   * exception handler and abandoned. What was accepted before is run. This waits for nothing and
   * runs nothing itself: where no thread runs the loop's turns, or its host is gone, it is {@link
   * #close} that brings it to its end.
   *
   * @return a stage that is done, on the loop's thread, when the loop is closed
   */
  public final CompletionStage<Void> shutdown(Duration grace) {
    Objects.requireNonNull(grace, "grace");
    core.shutdown.request(grace);
    return core.shutdown.closed();
  }

  /**
   * {@link #shutdown} with the loop's own grace time, and waits for the end, blocking the thread.
   * Does nothing if the loop is closed.
   *
   * @throws IllegalStateException on the loop's own thread, which could not wait for itself
   */
  @Override
  public void close() {
    if (core.wouldWaitForItself()) {
      throw new IllegalStateException("close() would wait for itself: use shutdown(grace)");
    }
    shutdown(core.settings.shutdownGrace());
    core.shutdown.await();
    core.thread.joinOwn();
  }

  // === For test kits, on the loop's thread ===

  /**
   * Called when nothing can be run: sleeps until a timer is due, a channel is ready, or another
   * thread wakes this one.
   *
   * @param nanos how long; {@link Long#MAX_VALUE} where no timer is set
   */
  protected void idle(long nanos) {
    core.door.sleep(nanos);
  }

  /**
   * Which of the ready entries runs next. Asked only by loops that were made for it.
   *
   * @param ready how many there are, at least one
   * @return a number from 0, the one that has been ready for longest, to {@code ready - 1}
   */
  protected int choose(int ready) {
    return 0;
  }

  /** A ready entry, for people: the task and the line at which it goes on, or a callback. */
  protected final String readyEntry(int number) {
    return core.readyEntry(number);
  }

  /** Whether a call of {@link Bobbin#blocking}, compute or on has not returned yet. */
  protected final boolean hasCallsUnderWay() {
    return core.calls() > 0;
  }

  /** Takes what channels have brought, without waiting; false if that was nothing. */
  protected final boolean pollChannels() {
    return core.door.pollChannels();
  }

  /** Whether a task waits for a stage that something other than this loop has to complete. */
  protected final boolean awaitsOthers() {
    return core.awaitsOthers();
  }

  /** Settings of a loop; each has a default. */
  public static final class Builder {

    private static final AtomicInteger LOOPS = new AtomicInteger();

    private @Nullable String name;
    private boolean debug = Boolean.getBoolean("bobbin.debug");
    private int awaitBudget = 128;
    private Duration slowStep = Duration.ZERO;
    private BiConsumer<? super Task<?>, ? super Throwable> exceptionHandler =
        new Settings.FailureLog();
    private Executor blockingExecutor = new BlockingThreads.Shared();
    private int maxBlocking = 256;
    private Duration shutdownGrace = Duration.ofSeconds(10);
    private boolean shutdownHook;
    private Ticker ticker = Ticker.system();

    private Builder() {}

    /** For threads and messages. */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Checks that cost time, and cancellations whose stack trace begins where {@code cancel} was
     * called; the default is the system property {@code bobbin.debug}.
     */
    public Builder debug(boolean debug) {
      this.debug = debug;
      return this;
    }

    /** Awaits of done stages in a row after which a task yields once; the default is 128. */
    public Builder awaitBudget(int awaits) {
      if (awaits < 1) {
        throw new IllegalArgumentException("awaitBudget is " + awaits + ", not positive");
      }
      this.awaitBudget = awaits;
      return this;
    }

    /**
     * A step that takes longer is reported in the log while it still keeps the loop, with the stack
     * of the loop's thread and all that waits, and again when it has ended. By default 100 ms in
     * debug mode, and no limit otherwise. Time is the JVM's, whatever the ticker; a step is found
     * within a quarter of the limit.
     */
    public Builder slowStep(Duration limit) {
      this.slowStep = Objects.requireNonNull(limit, "limit");
      return this;
    }

    /**
     * Is told of failures that nobody else sees, on the loop's thread: of callbacks (then the task
     * is null), void methods, and tasks that fail during shutdown. By default they are logged.
     */
    public Builder exceptionHandler(BiConsumer<? super Task<?>, ? super Throwable> handler) {
      this.exceptionHandler = Objects.requireNonNull(handler, "handler");
      return this;
    }

    /** Runs the calls of {@link Bobbin#blocking}. */
    public Builder blockingExecutor(Executor executor) {
      this.blockingExecutor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /** How many calls of {@link Bobbin#blocking} run at a time; the default is 256. */
    public Builder maxBlocking(int calls) {
      if (calls < 1) {
        throw new IllegalArgumentException("maxBlocking is " + calls + ", not positive");
      }
      this.maxBlocking = calls;
      return this;
    }

    /** How long {@link EventLoop#close} waits for tasks that do not give way; by default 10 s. */
    public Builder shutdownGrace(Duration grace) {
      this.shutdownGrace = Objects.requireNonNull(grace, "grace");
      return this;
    }

    /**
     * Whether main, as {@link EventLoop#run} has it, ends in order when the JVM is asked to end, by
     * Ctrl-C (SIGINT), SIGTERM or {@link System#exit} on another thread; by default the JVM ends at
     * once. With it a shutdown hook cancels main, and the JVM waits for the thread that called
     * {@code run} to end: finally blocks run, with awaits in them, and so does what follows {@code
     * run}, which throws {@link java.util.concurrent.CancellationException} unless main makes
     * something else of it. The exit status is the same as without, 130 after Ctrl-C, 143 after
     * SIGTERM. The counterpart of how {@code asyncio.run} treats Ctrl-C.
     *
     * <p>The JVM waits for twice the {@linkplain #shutdownGrace grace time} at most. A loop with a
     * thread of its own, or on a host, is not ended by this: {@linkplain EventLoop#close close} it.
     */
    public Builder shutdownHook(boolean cancelsMain) {
      this.shutdownHook = cancelsMain;
      return this;
    }

    /** The clock; by default the JVM's. */
    public Builder ticker(Ticker ticker) {
      this.ticker = Objects.requireNonNull(ticker, "ticker");
      return this;
    }

    /** A loop with these settings; the builder may make more of them. */
    public EventLoop build() {
      return new EventLoop(settings(), null);
    }

    /** A loop on a host, as {@link EventLoop#on} makes it, with these settings. */
    public EventLoop buildOn(Executor host) {
      return new EventLoop(settings(), Objects.requireNonNull(host, "host"));
    }

    private Settings settings() {
      return new Settings(
          name == null ? "bobbin-loop-" + LOOPS.incrementAndGet() : name,
          debug,
          awaitBudget,
          slowStep,
          exceptionHandler,
          blockingExecutor,
          maxBlocking,
          shutdownGrace,
          shutdownHook,
          ticker);
    }
  }
}
