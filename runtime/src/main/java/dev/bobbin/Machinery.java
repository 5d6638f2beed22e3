package dev.bobbin;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the frames of a stack trace that are Bobbin's own from those of its users, who want to see
 * only the latter. The system property {@code bobbin.trace=full} keeps them all.
 */
final class Machinery {

  private static final String FRAME = "$frame$";

  /** A woven method's body, where JaCoCo is to count it: lambda$METHOD$body$NUMBER. */
  private static final String LAMBDA = "lambda$";

  private static final String BODY = "$body$";

  private Machinery() {}

  /**
   * A stack trace without machinery.
   *
   * @param above what ran in the loop's step; all of it where no loop is in the trace
   * @param below where the loop itself was run
   */
  record Parts(List<StackTraceElement> above, List<StackTraceElement> below) {}

  static Parts partsOf(StackTraceElement[] trace) {
    int loop = 0;
    while (loop < trace.length && !isLoop(trace[loop])) {
      loop++;
    }
    return new Parts(
        withoutMachinery(List.of(trace).subList(0, loop)),
        withoutMachinery(List.of(trace).subList(loop, trace.length)));
  }

  /** The lines of async callers that are the user's. */
  static List<StackTraceElement> without(List<StackTraceElement> callers) {
    return isShown() ? callers : callers.stream().filter(line -> !isBobbin(line)).toList();
  }

  /**
   * The user's line that called into Bobbin, or an async method, on this thread's stack.
   *
   * @param own a line of that async method, which is not what is looked for
   */
  static @Nullable StackTraceElement callSite(@Nullable StackTraceElement own) {
    List<StackTraceElement> lines =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .map(frame -> withMethodsOwnName(frame.toStackTraceElement()))
                        .filter(line -> !isBobbin(line) && !isFrame(line))
                        .limit(3)
                        .toList());
    int at = 0;
    if (own != null && at < lines.size() && isSame(lines.get(at), own)) {
      at++;
      if (at < lines.size() && lines.get(at).getLineNumber() < 0 && isSame(lines.get(at), own)) {
        at++; // its entry
      }
    }
    return at < lines.size() ? lines.get(at) : null;
  }

  private static boolean isShown() {
    return "full".equals(System.getProperty("bobbin.trace"));
  }

  /** Where a step of the loop begins. */
  private static boolean isLoop(StackTraceElement line) {
    return line.getMethodName().equals("runSafely")
        && line.getClassName().equals("dev.bobbin.LoopCore");
  }

  /** What woven code calls, and nobody else. */
  private static boolean isAwait(StackTraceElement line) {
    return line.getClassName().equals("dev.bobbin.Coroutine")
        || line.getClassName().equals("dev.bobbin.internal.CoroutineFrame");
  }

  /** What threw stays, with the method of the API that user code had called; an await is none. */
  private static List<StackTraceElement> withoutMachinery(List<StackTraceElement> lines) {
    if (isShown()) {
      return lines;
    }
    List<StackTraceElement> kept = new ArrayList<>();
    int called = 0;
    while (called < lines.size() && isBobbin(lines.get(called))) {
      called++;
    }
    if (called > 0
        && called < lines.size()
        && !isAwait(lines.get(called - 1))
        && !isFrame(lines.get(called))
        && !isLoop(lines.get(0))) {
      kept.addAll(lines.subList(0, called));
    }
    for (StackTraceElement raw : lines.subList(called, lines.size())) {
      StackTraceElement line = withMethodsOwnName(raw);
      boolean entry = line.getLineNumber() < 0 && !kept.isEmpty() && isSame(line, last(kept));
      if (!isBobbin(line) && !isFrame(line) && !entry) {
        kept.add(line);
      }
    }
    return kept;
  }

  /** Whether a line of a trace, as it was thrown, is of the same method. */
  static boolean isOfMethod(StackTraceElement raw, StackTraceElement line) {
    return isSame(withMethodsOwnName(raw), line);
  }

  private static StackTraceElement last(List<StackTraceElement> lines) {
    return lines.get(lines.size() - 1);
  }

  /** The entry of a woven method, which has no line, is below its body, which has the same name. */
  private static boolean isSame(StackTraceElement entry, StackTraceElement body) {
    return entry.getMethodName().equals(body.getMethodName())
        && entry.getClassName().equals(body.getClassName());
  }

  private static boolean isBobbin(StackTraceElement line) {
    String name = line.getClassName();
    if (!name.startsWith("dev.bobbin.")) {
      return false;
    }
    return switch (name.substring(0, name.lastIndexOf('.'))) {
      case "dev.bobbin",
          "dev.bobbin.internal",
          "dev.bobbin.net",
          "dev.bobbin.sync",
          "dev.bobbin.stream",
          "dev.bobbin.test",
          "dev.bobbin.process" ->
          true;
      default -> false;
    };
  }

  private static StackTraceElement withMethodsOwnName(StackTraceElement line) {
    String name = line.getMethodName();
    int mark = name.lastIndexOf(BODY);
    if (!name.startsWith(LAMBDA) || mark <= LAMBDA.length() || !isNumber(name, mark, BODY)) {
      return line;
    }
    return new StackTraceElement(
        line.getClassLoaderName(),
        line.getModuleName(),
        line.getModuleVersion(),
        line.getClassName(),
        name.substring(LAMBDA.length(), mark),
        line.getFileName(),
        line.getLineNumber());
  }

  /**
   * The class of a woven method's frame: NAME$METHOD$frame$NUMBER, and behind that $NUMBER if there
   * are such signs in the method's name.
   */
  private static boolean isFrame(StackTraceElement line) {
    String name = line.getClassName();
    int mark = name.lastIndexOf(FRAME);
    if (mark < 0) {
      return false;
    }
    int signs = name.indexOf('$', mark + FRAME.length());
    return signs < 0
        ? isNumber(name, mark, FRAME)
        : isNumber(name.substring(0, signs), mark, FRAME) && isNumber(name, signs, "$");
  }

  /** Whether a number is all that comes behind the mark. */
  private static boolean isNumber(String name, int at, String mark) {
    int from = at + mark.length();
    for (int i = from; i < name.length(); i++) {
      if (!Character.isDigit(name.charAt(i))) {
        return false;
      }
    }
    return from < name.length();
  }
}
