package dev.bobbin.weave.model;

import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Every name of the runtime that woven code mentions or the weaver looks for. A test resolves each
 * against the real runtime.
 */
public final class RuntimeNames {

  /** The version of the contract between woven code and runtime, as ARCHITECTURE.md has it. */
  public static final int ABI = 1;

  public static final String ASYNC_DESCRIPTOR = "Ldev/bobbin/Async;";

  /** Of the test kit: its tests are async methods. */
  public static final String ASYNC_TEST_DESCRIPTOR = "Ldev/bobbin/test/AsyncTest;";

  public static final String BOBBIN = "dev/bobbin/Bobbin";
  public static final String AWAIT = "await";
  public static final String AWAIT_DESCRIPTOR =
      "(Ljava/util/concurrent/CompletionStage;)Ljava/lang/Object;";
  public static final String AWAIT_DECLARED_DESCRIPTOR =
      "(Ljava/util/concurrent/CompletionStage;Ljava/lang/Class;)Ljava/lang/Object;";

  public static final String YIELD_NOW = "yieldNow";
  public static final String YIELD_NOW_DESCRIPTOR = "()Ldev/bobbin/Task;";

  public static final String TASK = "dev/bobbin/Task";
  public static final String STAGE = "java/util/concurrent/CompletionStage";
  public static final String NOT_WOVEN = "dev/bobbin/NotWovenException";

  public static final String FRAME = "dev/bobbin/internal/CoroutineFrame";
  public static final String PENDING = "PENDING";
  public static final String POLL = "poll";
  public static final String POLL_DESCRIPTOR = AWAIT_DESCRIPTOR;
  public static final String POLL_RESULT = "pollResult";
  public static final String VALUE = "value";
  public static final String RETURNED = "returned";
  public static final String OBJECT_TO_OBJECT = "(Ljava/lang/Object;)Ljava/lang/Object;";
  public static final String TO_TASK_DESCRIPTOR = "(Ljava/lang/Object;)Ldev/bobbin/Task;";
  public static final String POLL_IN_SCOPE = "pollInScope";
  public static final String CLOSING = "closing";
  public static final String CLOSING_DESCRIPTOR =
      "(Ljava/lang/Object;)Ljava/util/concurrent/CompletionStage;";
  public static final String REFILL = "refill";
  public static final String REFILL_DESCRIPTOR = "(Ljava/util/concurrent/CompletionStage;)I";
  public static final String YIELDING = "yielding";
  public static final String YIELDING_DESCRIPTOR = "()Ljava/util/concurrent/CompletionStage;";
  public static final String LABEL = "label";
  public static final String LABEL_DESCRIPTOR = "()I";
  public static final String ARRIVED = "arrived";
  public static final String ARRIVED_IN_SCOPE = "arrivedInScope";
  public static final String SUSPEND = "suspend";
  public static final String SUSPEND_VALUED = "suspendValued";
  public static final String SUSPEND_DESCRIPTOR =
      "(Ljava/util/concurrent/CompletionStage;I)Ldev/bobbin/internal/CoroutineFrame;";
  public static final String START = "start";
  public static final String RESUME = "resume";
  public static final String CLEAR = "clear";
  public static final String PLAN = "plan";
  public static final String OBJECT_RESULT = "()Ljava/lang/Object;";

  public static final String ABI_CLASS = "dev/bobbin/internal/Abi";
  public static final String CHECK = "check";
  public static final String CHECK_DESCRIPTOR = "(ILjava/lang/String;Ljava/lang/String;)V";

  /** The class attribute of woven classes, with the weaver's version and the {@link #ABI}. */
  public static final String WOVEN_ATTRIBUTE = "dev.bobbin.Woven";

  /** Calls that ask which task is running: owner and name. */
  private static final Set<String> IDENTITY_CALLS =
      Set.of(
          "dev/bobbin/Task.current",
          "dev/bobbin/TaskGroup.open",
          "dev/bobbin/Deadline.after",
          "dev/bobbin/sync/AsyncLock.acquire",
          "dev/bobbin/sync/AsyncLock.tryAcquire",
          "dev/bobbin/sync/AsyncReadWriteLock.acquireRead",
          "dev/bobbin/sync/AsyncReadWriteLock.acquireWrite",
          "dev/bobbin/sync/AsyncReadWriteLock.tryAcquireRead",
          "dev/bobbin/sync/AsyncReadWriteLock.tryAcquireWrite");

  public static final String ASYNC_CLOSEABLE = "dev/bobbin/AsyncCloseable";

  /** Types whose close is known to be that of an AsyncCloseable. */
  public static final Set<String> ASYNC_CLOSEABLES =
      Set.of(
          ASYNC_CLOSEABLE,
          "dev/bobbin/TaskGroup",
          "dev/bobbin/process/ProcessPool",
          "dev/bobbin/stream/AsyncIterator");

  /** Types that are no AsyncCloseables, and which nobody but the runtime extends. */
  public static final Set<String> PLAIN_CLOSEABLES =
      Set.of("dev/bobbin/Deadline", "dev/bobbin/EventLoop", "dev/bobbin/sync/Permit");

  /** Types of the JDK that a class may implement beside AsyncCloseable. */
  private static final Set<String> CLOSEABLES_OF_THE_JDK =
      Set.of("java/lang/AutoCloseable", "java/io/Closeable");

  private static final List<String> PACKAGES_OF_THE_JDK =
      List.of("java/", "javax/", "jdk/", "sun/", "com/sun/");

  private RuntimeNames() {}

  /** Whether an annotation makes a method async. */
  public static boolean marksAsync(String descriptor) {
    return descriptor.equals(ASYNC_DESCRIPTOR) || descriptor.equals(ASYNC_TEST_DESCRIPTOR);
  }

  /** Whether the call closes something that may be an AsyncCloseable, for all that it tells. */
  public static boolean mayCloseAsync(MethodInsnNode call) {
    return call.name.equals("close")
        && call.desc.equals("()V")
        && (call.getOpcode() == Opcodes.INVOKEVIRTUAL
            || call.getOpcode() == Opcodes.INVOKEINTERFACE)
        && !PLAIN_CLOSEABLES.contains(call.owner)
        && (CLOSEABLES_OF_THE_JDK.contains(call.owner) || !isOfTheJdk(call.owner));
  }

  private static boolean isOfTheJdk(String type) {
    for (String start : PACKAGES_OF_THE_JDK) {
      if (type.startsWith(start)) {
        return true;
      }
    }
    return false;
  }

  public static boolean isClosing(MethodInsnNode call) {
    return call.owner.equals(FRAME) && call.name.equals(CLOSING);
  }

  public static boolean isAwait(MethodInsnNode call) {
    return call.owner.equals(BOBBIN) && isAwait(call.name, call.desc);
  }

  public static boolean isAwait(String name, String descriptor) {
    return name.equals(AWAIT)
        && (descriptor.equals(AWAIT_DESCRIPTOR) || descriptor.equals(AWAIT_DECLARED_DESCRIPTOR));
  }

  /** {@code Task.of(value)}. */
  public static boolean isTaskOf(AbstractInsnNode instruction) {
    return isTaskFactory(instruction, "of", "(Ljava/lang/Object;)Ldev/bobbin/Task;");
  }

  /** {@code Task.done()}. */
  public static boolean isTaskDone(AbstractInsnNode instruction) {
    return isTaskFactory(instruction, "done", "()Ldev/bobbin/Task;");
  }

  public static boolean isYieldNow(MethodInsnNode call) {
    return call.owner.equals(BOBBIN) && call.name.equals(YIELD_NOW);
  }

  private static boolean isTaskFactory(
      AbstractInsnNode instruction, String name, String descriptor) {
    return instruction instanceof MethodInsnNode call
        && call.getOpcode() == Opcodes.INVOKESTATIC
        && call.owner.equals(TASK)
        && call.name.equals(name)
        && call.desc.equals(descriptor);
  }

  public static boolean asksForTask(MethodInsnNode call) {
    return call.owner.startsWith("dev/bobbin/")
        && IDENTITY_CALLS.contains(call.owner + "." + call.name);
  }
}
