package dev.bobbin.behaviour;

/** What a thread is seen to be doing. */
final class ThreadStates {
  private ThreadStates() {}

  /** Whether {@code thread} waits for something, in Java or in the system's poll. */
  static boolean isParked(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING -> true;
      case RUNNABLE -> {
        StackTraceElement[] stack = thread.getStackTrace();
        yield stack.length > 0 && stack[0].isNativeMethod() && isPoll(stack[0].getMethodName());
      }
      default -> false;
    };
  }

  private static boolean isPoll(String method) {
    return method.startsWith("wait") || method.startsWith("poll") || method.startsWith("select");
  }
}
