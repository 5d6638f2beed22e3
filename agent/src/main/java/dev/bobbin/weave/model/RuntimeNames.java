package dev.bobbin.weave.model;

import java.util.Set;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Every name of the runtime that woven code mentions or the weaver looks for. A test resolves each
 * against the real runtime.
 */
public final class RuntimeNames {

  public static final String ASYNC_DESCRIPTOR = "Ldev/bobbin/Async;";

  public static final String BOBBIN = "dev/bobbin/Bobbin";
  public static final String AWAIT = "await";
  public static final String AWAIT_DESCRIPTOR =
      "(Ljava/util/concurrent/CompletionStage;)Ljava/lang/Object;";
  public static final String AWAIT_DECLARED_DESCRIPTOR =
      "(Ljava/util/concurrent/CompletionStage;Ljava/lang/Class;)Ljava/lang/Object;";

  public static final String STAGE = "java/util/concurrent/CompletionStage";
  public static final String NOT_WOVEN = "dev/bobbin/NotWovenException";

  public static final String FRAME = "dev/bobbin/internal/CoroutineFrame";
  public static final String PENDING = "PENDING";
  public static final String POLL = "poll";
  public static final String POLL_DESCRIPTOR = AWAIT_DESCRIPTOR;
  public static final String REFILL = "refill";
  public static final String REFILL_DESCRIPTOR = "(Ljava/util/concurrent/CompletionStage;)I";
  public static final String LABEL = "label";
  public static final String LABEL_DESCRIPTOR = "()I";
  public static final String AWAITED = "awaited";
  public static final String AWAITED_DESCRIPTOR = "()Ljava/util/concurrent/CompletionStage;";
  public static final String SUSPEND = "suspend";
  public static final String SUSPEND_DESCRIPTOR =
      "(Ljava/util/concurrent/CompletionStage;I)Ldev/bobbin/internal/CoroutineFrame;";
  public static final String START = "start";
  public static final String RESUME = "resume";
  public static final String CLEAR = "clear";
  public static final String PLAN = "plan";
  public static final String OBJECT_RESULT = "()Ljava/lang/Object;";

  /** The class attribute of woven classes, with the weaver's version. */
  public static final String WOVEN_ATTRIBUTE = "dev.bobbin.Woven";

  /** Calls that ask which task is running: owner and name. */
  private static final Set<String> IDENTITY_CALLS =
      Set.of(
          "dev/bobbin/Task.current",
          "dev/bobbin/TaskGroup.open",
          "dev/bobbin/Deadline.after",
          "dev/bobbin/sync/AsyncLock.acquire",
          "dev/bobbin/sync/AsyncLock.tryAcquire");

  private RuntimeNames() {}

  public static boolean isAwait(MethodInsnNode call) {
    return call.owner.equals(BOBBIN) && isAwait(call.name, call.desc);
  }

  public static boolean isAwait(String name, String descriptor) {
    return name.equals(AWAIT)
        && (descriptor.equals(AWAIT_DESCRIPTOR) || descriptor.equals(AWAIT_DECLARED_DESCRIPTOR));
  }

  public static boolean asksForTask(MethodInsnNode call) {
    return call.owner.startsWith("dev/bobbin/")
        && IDENTITY_CALLS.contains(call.owner + "." + call.name);
  }
}
