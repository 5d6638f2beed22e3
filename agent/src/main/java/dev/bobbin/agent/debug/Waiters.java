package dev.bobbin.agent.debug;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which coroutines go on when a task ends, as the JVM's memory tells. */
final class Waiters {

  /** Looking further would take longer than anybody waits for a step. */
  private static final int MOST = 64;

  private final Target target;
  private final WovenCode code;

  Waiters(Target target, WovenCode code) {
    this.target = target;
    this.code = code;
  }

  /**
   * The coroutines that await a task which is about to end, also by way of what waits for several
   * or with a limit of time.
   *
   * @param thread which ends it, suspended by an event
   */
  List<Long> of(long task, long thread) throws TargetException {
    List<Long> found = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    Deque<Long> tasks = new ArrayDeque<>(List.of(task));
    while (!tasks.isEmpty() && seen.size() < MOST) {
      long next = tasks.remove();
      if (seen.add(next)) {
        for (long served : servedBy(next, thread)) {
          if (code.classesOf(served).containsKey(WovenCode.COROUTINE)) {
            found.add(served);
          } else {
            tasks.add(served);
          }
        }
      }
    }
    return found;
  }

  /** The tasks that wait in the list of a task that is not done. */
  private List<Long> servedBy(long task, long thread) throws TargetException {
    long state = WovenCode.in(code.classesOf(task), WovenCode.STATE);
    long outcome = field(state, "outcome");
    List<Long> served = new ArrayList<>();
    long waiter = target.objectIn(task, outcome);
    while (waiter != 0 && served.size() < MOST) {
      Map<String, Long> classes = code.classesOf(waiter);
      if (!classes.containsKey(WovenCode.WAITER)) {
        break; // the outcome of a task that is done
      }
      long type = WovenCode.in(classes, WovenCode.WAITER);
      if (classes.containsKey(WovenCode.COROUTINE)) {
        served.add(waiter);
      } else {
        long method = code.method(type, "servedTask", "()");
        long other = target.invoke(waiter, thread, type, method);
        if (other != 0) {
          served.add(other);
        }
      }
      waiter = target.objectIn(waiter, field(type, "next"));
    }
    return served;
  }

  private long field(long type, String name) throws TargetException {
    long field = target.fieldOf(type, name);
    if (field == 0) {
      throw new TargetException("the runtime has no field " + name);
    }
    return field;
  }
}
