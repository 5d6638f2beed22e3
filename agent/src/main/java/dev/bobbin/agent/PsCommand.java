package dev.bobbin.agent;

import dev.bobbin.agent.remote.AttachApi;
import dev.bobbin.agent.remote.JvmProcess;
import dev.bobbin.agent.remote.RemoteJvm;
import dev.bobbin.agent.remote.RemoteLoop;
import dev.bobbin.agent.remote.RemoteTask;
import dev.bobbin.agent.remote.UnreachableException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** {@code ps} and {@code pstree}: what the tasks of another JVM are waiting for. */
final class PsCommand {
  static final String USAGE =
      """
        ps           list the JVMs that have event loops
        ps PID       list the tasks of a JVM: what each runs, where it is and what it waits for
        pstree PID   print them as a tree, with what each awaits below it
      """;

  private final PrintStream out;

  private PsCommand(PrintStream out) {
    this.out = out;
  }

  /** Reads the arguments behind {@code ps} or {@code pstree} and does it; returns the status. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    String command = args[0];
    try {
      Arguments arguments = Arguments.of(args, Set.of(), Set.of());
      if (arguments.asks() != null) {
        return Main.answer(arguments.asks(), USAGE, out);
      }
      boolean all = arguments.operands().isEmpty() && command.equals("ps");
      long pid = all ? 0 : pid(command, arguments.operands());
      AttachApi.require();
      if (all) {
        new PsCommand(out).listJvms(err);
      } else {
        new PsCommand(out).look(pid, command.equals("pstree"));
      }
      return Main.DONE;
    } catch (Arguments.MisuseException e) {
      return Main.misuse(err, String.valueOf(e.getMessage()));
    } catch (UnreachableException e) {
      return Main.unreachable(err, e);
    }
  }

  /** The one operand of a command. */
  static long pid(String command, List<String> operands) throws Arguments.MisuseException {
    if (operands.size() != 1) {
      throw new Arguments.MisuseException(command + " needs one process id");
    }
    try {
      return Long.parseLong(operands.get(0));
    } catch (NumberFormatException e) {
      throw new Arguments.MisuseException("\"" + operands.get(0) + "\" is no process id");
    }
  }

  private void look(long pid, boolean asTree) throws UnreachableException {
    try (RemoteJvm jvm = RemoteJvm.open(JvmProcess.of(pid))) {
      List<RemoteLoop> loops = jvm.requireLoops();
      if (asTree) {
        printTrees(loops);
      } else {
        listTasks(loops);
      }
    }
  }

  private void listJvms(PrintStream err) {
    Table table = new Table("PID", "LOOP", "PHASE", "LIVE", "READY", "TIMERS", "STEPS", "MAIN");
    for (JvmProcess process : JvmProcess.all()) {
      try {
        if (process.runtimes() > 0) {
          addLoops(process, table);
        }
      } catch (UnreachableException e) {
        err.println(Reporter.PREFIX + e.getMessage()); // the others can be told
      }
    }
    if (table.isEmpty()) {
      err.println(Reporter.PREFIX + "no JVM of this user has an event loop");
    } else {
      out.print(table);
    }
  }

  private static void addLoops(JvmProcess process, Table table) throws UnreachableException {
    try (RemoteJvm jvm = RemoteJvm.open(process)) {
      for (RemoteLoop loop : jvm.loops()) {
        RemoteLoop.Numbers now = loop.numbers();
        table.row(
            jvm.id(),
            loop.name(),
            now.phase(),
            now.live(),
            now.ready(),
            now.timers(),
            now.steps(),
            jvm.main());
      }
    }
  }

  private void listTasks(List<RemoteLoop> loops) throws UnreachableException {
    Table table =
        new Table("LOOP", "TASK", "STATE", "RUNS", "AT", "WAITS FOR", "AWAITED BY", "GROUP");
    for (RemoteLoop loop : loops) {
      List<RemoteTask> tasks = loop.tasks();
      for (int i = 0; i < tasks.size(); i++) {
        RemoteTask task = tasks.get(i);
        if (isRow(tasks, i)) {
          table.row(
              loop.name(),
              task.name(),
              task.state(),
              task.what(),
              place(task.line()),
              waitsFor(tasks, i),
              String.join(", ", task.awaitedBy()),
              task.group());
        }
      }
    }
    out.print(table);
  }

  /** What is at the end of a branch and runs no code is told with who waits for it. */
  private static boolean isRow(List<RemoteTask> tasks, int number) {
    RemoteTask task = tasks.get(number);
    if (task.name().isEmpty() || task.note().contains("see above")) {
      return false;
    }
    return task.depth() == 0 || !task.line().isEmpty() || isAbove(tasks, number);
  }

  private static boolean isAbove(List<RemoteTask> tasks, int number) {
    return number + 1 < tasks.size() && tasks.get(number + 1).depth() > tasks.get(number).depth();
  }

  private static String waitsFor(List<RemoteTask> tasks, int number) {
    int depth = tasks.get(number).depth();
    StringBuilder text = new StringBuilder();
    for (int i = number + 1; i < tasks.size() && tasks.get(i).depth() > depth; i++) {
      RemoteTask below = tasks.get(i);
      if (below.depth() == depth + 1 && !below.name().isEmpty()) {
        boolean task = !below.line().isEmpty() || isAbove(tasks, i);
        text.append(text.length() == 0 ? "" : ", ").append(task ? below.name() : below.what());
      }
    }
    return text.toString();
  }

  /** File and line of a stack trace's line. */
  private static String place(String line) {
    int open = line.lastIndexOf('(');
    return open < 0 ? line : line.substring(open + 1, line.length() - 1);
  }

  private void printTrees(List<RemoteLoop> loops) throws UnreachableException {
    for (RemoteLoop loop : loops) {
      out.println(loop.dump());
    }
  }
}
