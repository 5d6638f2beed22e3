package dev.bobbin.agent;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows {@code -javaagent:bobbin-agent.jar=}: options {@code key} or {@code key=value}, with
 * commas between them.
 *
 * <ul>
 *   <li>{@code verbose}: a line for each woven class
 *   <li>{@code variables}: behind an await, a debugger sees all variables, also those that the rest
 *       of the method does not use
 *   <li>{@code dump=DIR}: keep each woven class and its frame classes in DIR, and what could not be
 *       woven because of a fault in Bobbin
 *   <li>{@code exclude=NAME[:NAME...]}: leave these classes alone; {@code com.acme.Foo} is that
 *       class and those nested in it, {@code com.acme.*} all whose names begin so
 * </ul>
 */
final class AgentOptions {
  private static final String USAGE =
      "\n    options: verbose, variables, dump=DIR, exclude=NAME[:NAME...] with commas between them"
          + "\n    example: -javaagent:bobbin-agent.jar=verbose,exclude=com.acme.legacy.*";

  private final boolean verbose;
  private final boolean variables;
  private final @Nullable Path dump;
  private final List<String> excluded; // internal names; with a star at the end: prefixes

  private AgentOptions(
      boolean verbose, boolean variables, @Nullable Path dump, List<String> excluded) {
    this.verbose = verbose;
    this.variables = variables;
    this.dump = dump;
    this.excluded = excluded;
  }

  /**
   * Reads the text behind the equals sign.
   *
   * @throws BadOptionException with a message for the user who wrote it
   */
  static AgentOptions parse(String text) {
    boolean verbose = false;
    boolean variables = false;
    Path dump = null;
    List<String> excluded = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      String option = text.substring(start, end).trim();
      start = end + 1;
      if (option.isEmpty()) {
        continue;
      }
      int equals = option.indexOf('=');
      String key = equals < 0 ? option : option.substring(0, equals);
      String value = equals < 0 ? "" : option.substring(equals + 1);
      switch (key) {
        case "verbose" -> verbose = flag(key, equals < 0, value);
        case "variables" -> variables = flag(key, equals < 0, value);
        case "dump" -> dump = path(required(key, value));
        case "exclude" -> addNames(required(key, value), excluded);
        default -> throw new BadOptionException("unknown option \"" + key + "\"");
      }
    }
    return new AgentOptions(verbose, variables, dump, excluded);
  }

  private static boolean flag(String key, boolean isAlone, String value) {
    if (!isAlone) {
      throw new BadOptionException("option " + key + " takes no value, found \"" + value + "\"");
    }
    return true;
  }

  private static String required(String key, String value) {
    if (value.isEmpty()) {
      throw new BadOptionException("option " + key + " needs a value");
    }
    return value;
  }

  private static Path path(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new BadOptionException("option dump: not a path, " + e.getMessage());
    }
  }

  private static void addNames(String names, List<String> into) {
    for (int start = 0; start < names.length(); ) {
      int colon = names.indexOf(':', start);
      int end = colon < 0 ? names.length() : colon;
      String name = names.substring(start, end);
      int star = name.indexOf('*');
      if (star >= 0 && star < name.length() - 1) {
        throw new BadOptionException(
            "option exclude: a star may only end a name, found \"" + name + "\"");
      }
      if (!name.isEmpty()) {
        into.add(name.replace('.', '/'));
      }
      start = end + 1;
    }
  }

  boolean verbose() {
    return verbose;
  }

  boolean variables() {
    return variables;
  }

  @Nullable Path dump() {
    return dump;
  }

  boolean excludes(String internalName) {
    for (int i = 0; i < excluded.size(); i++) {
      if (matches(excluded.get(i), internalName)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String pattern, String internalName) {
    int last = pattern.length() - 1;
    if (pattern.charAt(last) == '*') {
      return internalName.regionMatches(0, pattern, 0, last);
    }
    return internalName.startsWith(pattern)
        && (internalName.length() == pattern.length()
            || internalName.charAt(pattern.length()) == '$');
  }

  /** A mistake in the agent's options; the message says what, and which options there are. */
  static final class BadOptionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadOptionException(String what) {
      super(what + USAGE);
    }
  }
}
