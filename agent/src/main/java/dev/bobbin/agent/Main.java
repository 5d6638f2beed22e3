package dev.bobbin.agent;

import java.io.PrintStream;

/**
 * The command line of the agent's jar: {@code java -jar bobbin-agent.jar COMMAND}.
 *
 * <p>Exit status: 0 done, 1 a class could not be woven, 2 the command line is wrong or a file
 * cannot be read or written.
 */
public final class Main {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int UNUSABLE = 2;

  private static final String USAGE =
      """
      usage: java -jar bobbin-agent.jar COMMAND

        weave [--classpath PATH] [--output DIR] DIR
                     weave the class files in DIR, in place or into another directory;
                     PATH is where the supertypes of its classes are found
        explain [--classpath PATH] CLASS|FILE.class...
                     list what each suspension point of the woven classes keeps and drops
        --version    print the version
        --help       print this

      as an agent: java -javaagent:bobbin-agent.jar[=OPTIONS] ...
        verbose                    a line for each woven class
        dump=DIR                   keep woven classes in DIR
        exclude=NAME[:NAME...]     leave classes alone: com.acme.Foo, com.acme.*
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
    switch (args.length == 0 ? "" : args[0]) {
      case "weave" -> {
        return WeaveCommand.run(args, out, err);
      }
      case "explain" -> {
        return ExplainCommand.run(args, out, err);
      }
      case "--version" -> {
        String version = JarVersion.ofAgent();
        out.println("bobbin " + (version == null ? "(unknown version)" : version));
        return DONE;
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

  static int misuse(PrintStream err, String what) {
    err.println(Reporter.PREFIX + what);
    err.println("    java -jar bobbin-agent.jar --help lists the commands");
    return UNUSABLE;
  }
}
