package dev.bobbin.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments behind a command, read.
 *
 * @param asks {@code --help} or {@code --version} if it stands anywhere among them, else null
 * @param options option to value
 * @param flags the options without a value
 * @param operands what is no option, in its order
 */
record Arguments(
    @Nullable String asks, Map<String, String> options, Set<String> flags, List<String> operands) {

  /** The command line cannot be meant; the message tells why. */
  static final class MisuseException extends Exception {
    private static final long serialVersionUID = 1L;

    MisuseException(String message) {
      super(message);
    }
  }

  /**
   * Reads them. {@code @FILE} stands for the lines of a file, an argument each.
   *
   * @param args the command comes first and is passed over
   * @param known the options that have a value
   * @param knownFlags the options that have none
   */
  static Arguments of(String[] args, Set<String> known, Set<String> knownFlags)
      throws MisuseException {
    List<String> all = expanded(args);
    Map<String, String> options = new HashMap<>();
    Set<String> flags = new HashSet<>();
    List<String> operands = new ArrayList<>();
    String asks = null;
    for (int i = 0; i < all.size(); i++) {
      String argument = all.get(i);
      if (argument.equals("--help") || argument.equals("-h")) {
        asks = "--help";
      } else if (argument.equals("--version")) {
        asks = "--version";
      } else if (known.contains(argument)) {
        if (i + 1 == all.size()) {
          throw new MisuseException(argument + " needs a value");
        }
        if (options.put(argument, all.get(++i)) != null) {
          throw new MisuseException(argument + " is given twice");
        }
      } else if (knownFlags.contains(argument)) {
        flags.add(argument);
      } else if (argument.startsWith("-")) {
        throw new MisuseException("unknown option \"" + argument + "\"");
      } else {
        operands.add(argument);
      }
    }
    return new Arguments(asks, options, flags, operands);
  }

  private static List<String> expanded(String[] args) throws MisuseException {
    List<String> all = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      if (args[i].startsWith("@")) {
        try {
          for (String line : Files.readAllLines(Path.of(args[i].substring(1)))) {
            if (!line.isBlank()) {
              all.add(line.strip());
            }
          }
        } catch (IOException e) {
          throw new MisuseException(
              "cannot read the arguments in "
                  + args[i].substring(1)
                  + ": "
                  + FileProblem.reasonOf(e));
        }
      } else {
        all.add(args[i]);
      }
    }
    return all;
  }
}
