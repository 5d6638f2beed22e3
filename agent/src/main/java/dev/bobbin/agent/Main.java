package dev.bobbin.agent;

import dev.bobbin.agent.remote.UnreachableException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;

/**
 * The command line of the agent's jar: {@code java -jar bobbin-agent.jar COMMAND}.
 *
 * <p>Exit status: 0 done, 1 a class or jar was refused, 2 the command line is wrong or a file
 * cannot be read or written, 3 a JVM cannot be looked into. Whatever can be done is done
 * nevertheless.
 */
public final class Main {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int UNUSABLE = 2;
  static final int UNREACHABLE = 3;

  private static final String CALL = "usage: java -jar bobbin-agent.jar COMMAND\n\n";

  private static final String USAGE =
      CALL
          + WeaveCommand.USAGE
          + ExplainCommand.USAGE
          + PsCommand.USAGE
          + TopCommand.USAGE
          + DebugCommand.USAGE
          + """
            --version    print the version
            --help       print this; behind a command, what is about that command
            @FILE        behind a command: the lines of a file, an argument each

          exit status: 0 done, 1 something was refused, 2 wrong usage or unusable files,
          3 a JVM cannot be looked into

          as an agent: java -javaagent:bobbin-agent.jar[=OPTIONS] ...
            verbose                    a line for each woven class
            dump=DIR                   keep woven classes in DIR
            exclude=NAME[:NAME...]     leave classes alone: com.acme.Foo, com.acme.*
            variables                  let debuggers see those that are not used any more
          """;

  private Main() {}

  /** Runs the command and ends the JVM where it did not succeed. */
  public static void main(String[] args) {
    int status = run(args, System.out, System.err);
    if (status != DONE) {
      System.exit(status);
    }
  }

  /** Runs the command; returns its exit status. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      return command(args, out, err);
    } catch (InvalidPathException e) {
      err.println(
          Reporter.PREFIX + "\"" + e.getInput() + "\" can be no file name here: " + e.getReason());
      err.println("    where it has letters that the locale has not, LC_ALL=C.UTF-8 has them");
      return UNUSABLE;
    }
  }

  private static int command(String[] args, PrintStream out, PrintStream err) {
    switch (args.length == 0 ? "" : args[0]) {
      case "weave" -> {
        return WeaveCommand.run(args, out, err);
      }
      case "explain" -> {
        return ExplainCommand.run(args, out, err);
      }
      case "ps", "pstree" -> {
        return PsCommand.run(args, out, err);
      }
      case "top" -> {
        return TopCommand.run(args, out, err);
      }
      case "debug" -> {
        return DebugCommand.run(args, out, err);
      }
      case "--version" -> {
        return answer("--version", "", out);
      }
      case "--help", "-h", "help" -> {
        out.print(USAGE);
        return DONE;
      }
      case "" -> {
        err.print(USAGE);
        return UNUSABLE;
      }
      default -> {
        return misuse(err, "unknown command \"" + args[0] + "\"");
      }
    }
  }

  /** Answers {@code --version}, or {@code --help} behind a command. */
  static int answer(String asks, String usage, PrintStream out) {
    if (asks.equals("--version")) {
      String version = JarVersion.ofAgent();
      out.println("bobbin " + (version == null ? "(unknown version)" : version));
    } else {
      out.print(CALL + usage);
    }
    return DONE;
  }

  static int misuse(PrintStream err, String what) {
    err.println(Reporter.PREFIX + what);
    err.println("    java -jar bobbin-agent.jar --help lists the commands");
    return UNUSABLE;
  }

  /** Tells why a JVM cannot be looked into. */
  static int unreachable(PrintStream err, UnreachableException why) {
    err.println(Reporter.PREFIX + why.getMessage());
    return UNREACHABLE;
  }
}
