package dev.bobbin.jmh;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Virtual threads, by way of a method handle, as this is compiled for releases that have none:
 * there leave the benchmarks out, {@code -e virtualThreads}.
 */
final class VirtualThreads {

  /** One thread at a time, as on an event loop. */
  static final String ONE_AT_A_TIME = "-Djdk.virtualThreadScheduler.parallelism=1";

  private static final MethodHandle START = find();

  private VirtualThreads() {}

  private static MethodHandle find() {
    try {
      return MethodHandles.publicLookup()
          .findStatic(
              Thread.class,
              "startVirtualThread",
              MethodType.methodType(Thread.class, Runnable.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Java " + Runtime.version().feature() + " has no virtual threads: add -e virtualThreads",
          e);
    }
  }

  static Thread start(Runnable code) {
    try {
      return (Thread) START.invokeExact(code);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("starting a thread declares nothing", e);
    }
  }

  static <T> FutureTask<T> fork(Callable<T> code) {
    FutureTask<T> task = new FutureTask<>(code);
    start(task);
    return task;
  }

  /** Runs code in a virtual thread and waits for it. */
  static <T> T run(Callable<T> code) throws InterruptedException, ExecutionException {
    return fork(code).get();
  }

  @SuppressWarnings("ThreadPriorityCheck") // what others it lets run is what is measured
  static void yieldNow() {
    Thread.yield();
  }
}
