package dev.bobbin.jmh;

import kilim.Pausable;
import kilim.Task;

/** Many chains of 10 calls that may pause and do not. */
final class KilimCalls extends Task<Integer> {
  private final int start;
  private final int times;

  KilimCalls(int start, int times) {
    this.start = start;
    this.times = times;
  }

  @Override
  public void execute() throws Pausable {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += call1(start);
    }
    exitResult = sum;
  }

  private static int call1(int n) throws Pausable {
    return call2(n) + 1;
  }

  private static int call2(int n) throws Pausable {
    return call3(n) + 1;
  }

  private static int call3(int n) throws Pausable {
    return call4(n) + 1;
  }

  private static int call4(int n) throws Pausable {
    return call5(n) + 1;
  }

  private static int call5(int n) throws Pausable {
    return call6(n) + 1;
  }

  private static int call6(int n) throws Pausable {
    return call7(n) + 1;
  }

  private static int call7(int n) throws Pausable {
    return call8(n) + 1;
  }

  private static int call8(int n) throws Pausable {
    return call9(n) + 1;
  }

  private static int call9(int n) throws Pausable {
    return call10(n) + 1;
  }

  private static int call10(int n) throws Pausable {
    if (n < 0) {
      Task.yield();
    }
    return n;
  }
}
