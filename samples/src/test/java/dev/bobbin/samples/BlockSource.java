package dev.bobbin.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The compilation unit that is made from a block, line by line the same, so that what javac says
 * about a line is about that line of the document.
 *
 * <p>A block of types only is taken as it is. Anything else becomes a class, its statements the
 * method {@code main} there: an async one, unless they start a loop themselves. It extends the
 * class of the block that it continues, and so sees all of it. Constructs begin at the margin of a
 * block, and nothing else does.
 *
 * @param className of the class that is run; in a file of that name
 * @param members the class whose members a block that continues this one inherits
 */
record BlockSource(
    String className, @Nullable String members, Kind kind, List<String> imports, String text) {

  enum Kind {
    /** Has {@code public static void main(String[])}. */
    PROGRAM,
    /** Has a method main that returns a task, not static. */
    ASYNC_STATEMENTS,
    /** Has a method main, not static. */
    STATEMENTS,
    /** Has JUnit tests. */
    TESTS,
    /** Nothing to be called. */
    DECLARATIONS
  }

  private static final String USUAL_IMPORTS =
      "import static dev.bobbin.Bobbin.*;import dev.bobbin.*;import dev.bobbin.net.*;"
          + "import dev.bobbin.process.*;import dev.bobbin.stream.*;import dev.bobbin.sync.*;"
          + "import dev.bobbin.test.*;import dev.bobbin.Task;import java.io.*;import java.net.*;"
          + "import java.net.http.*;import java.nio.*;import java.nio.file.*;import java.time.*;"
          + "import java.util.*;import java.util.concurrent.*;import java.util.function.*;"
          + "import java.util.stream.*;import org.junit.jupiter.api.*;"
          + "import dev.bobbin.TimeoutException;";

  private static final String MODIFIERS =
      "(?:(?:public|protected|private|static|final|sealed|abstract|non-sealed) )*";
  private static final Pattern IMPORT = Pattern.compile("import .*");
  private static final Pattern TYPE =
      Pattern.compile(MODIFIERS + "(?:class|interface|record|enum) (\\w+).*");
  private static final Pattern NO_METHOD =
      Pattern.compile(
          "(?:new|return|else|throw|try|if|for|while|do|switch|synchronized|await)\\b.*");
  private static final Pattern METHOD =
      Pattern.compile(
          MODIFIERS + "(?:<.+> )?[\\w.<>\\[\\], ?]+ \\w+\\([^.]*(?:\\{|,|\\(|throws .*)");
  private static final Pattern FIELD = Pattern.compile("(?:static|final|private) .*");
  private static final Pattern TEST = Pattern.compile("@(?:Async)?Test\\b");
  private static final Pattern STARTS_A_LOOP =
      Pattern.compile("(?<![\\w.])run\\(|EventLoop\\.(?:create|builder|on)\\(|VirtualLoop\\.");

  private enum Role {
    IMPORT,
    TYPE,
    MEMBER,
    STATEMENT
  }

  /** Lines from the margin to the next that begins there. */
  private record Construct(Role role, int first, int last) {}

  static BlockSource of(CodeBlock block, String name, @Nullable BlockSource continued) {
    List<Construct> constructs = constructs(block);
    List<String> imports = new ArrayList<>(continued == null ? List.of() : continued.imports);
    List<String> lines = new ArrayList<>(block.code());
    for (Construct construct : constructs) {
      if (construct.role == Role.IMPORT) {
        imports.add(lines.set(construct.first, ""));
      }
    }
    String head = USUAL_IMPORTS + String.join("", imports);
    String code = String.join("\n", block.code());
    String parent = continued == null ? null : continued.members;
    if (constructs.stream().allMatch(c -> c.role == Role.IMPORT || c.role == Role.TYPE)) {
      String type = lastType(block, constructs);
      lines.set(0, head + lines.get(0));
      return new BlockSource(type, parent, kindOf(code), imports, String.join("\n", lines) + "\n");
    }
    Kind main = statementsBecomeMain(block, constructs, lines);
    Kind kind = main == Kind.DECLARATIONS ? kindOf(code) : main;
    String base = parent == null ? "" : " extends " + parent;
    lines.set(0, head + "class " + name + base + " {" + lines.get(0));
    return new BlockSource(name, name, kind, imports, String.join("\n", lines) + "\n}\n");
  }

  private static Kind kindOf(String code) {
    if (code.contains("static void main(String")) {
      return Kind.PROGRAM;
    }
    return TEST.matcher(code).find() ? Kind.TESTS : Kind.DECLARATIONS;
  }

  private static String lastType(CodeBlock block, List<Construct> constructs) {
    Construct last = constructs.get(constructs.size() - 1);
    Matcher type = TYPE.matcher(withoutAnnotations(block, last));
    if (!type.matches()) {
      throw new IllegalArgumentException(block.place(last.first + 1L) + ": not a type");
    }
    return type.group(1);
  }

  /** Puts the head of a method in front of the first statement, and its end behind the last. */
  private static Kind statementsBecomeMain(
      CodeBlock block, List<Construct> constructs, List<String> lines) {
    List<Construct> statements = constructs.stream().filter(c -> c.role == Role.STATEMENT).toList();
    if (statements.isEmpty()) {
      return Kind.DECLARATIONS;
    }
    int first = statements.get(0).first;
    int last = statements.get(statements.size() - 1).last;
    for (Construct construct : constructs) {
      if (construct.role != Role.STATEMENT && construct.first > first && construct.first < last) {
        throw new IllegalArgumentException(
            block.place(construct.first + 1L) + ": a declaration between statements");
      }
    }
    String text = String.join("\n", lines.subList(first, last + 1));
    boolean async = !STARTS_A_LOOP.matcher(text).find();
    String head =
        async ? "@Async Task<Void> main() throws Exception {" : "void main() throws Exception {";
    lines.set(first, head + lines.get(first));
    boolean returns = lines.get(last).startsWith("throw ") || lines.get(last).startsWith("return ");
    lines.set(last, lines.get(last) + (async && !returns ? "\nreturn Task.done();}" : "\n}"));
    return async ? Kind.ASYNC_STATEMENTS : Kind.STATEMENTS;
  }

  private static List<Construct> constructs(CodeBlock block) {
    List<String> code = block.code();
    List<Construct> constructs = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= code.size(); i++) {
      if (i == code.size() || (beginsConstruct(code.get(i)) && !introduces(code.get(i - 1)))) {
        Construct construct = new Construct(Role.STATEMENT, first, i - 1);
        constructs.add(new Construct(roleOf(block, construct), first, i - 1));
        first = i;
      }
    }
    return constructs;
  }

  private static boolean beginsConstruct(String line) {
    return !line.isEmpty() && " })".indexOf(line.charAt(0)) < 0;
  }

  /** Comments and annotations belong to what comes below them. */
  private static boolean introduces(String line) {
    return line.startsWith("//") || line.matches("@\\w+(?:\\(.*\\))?");
  }

  private static Role roleOf(CodeBlock block, Construct construct) {
    String line = withoutAnnotations(block, construct);
    if (IMPORT.matcher(line).matches()) {
      return Role.IMPORT;
    }
    if (TYPE.matcher(line).matches()) {
      return Role.TYPE;
    }
    if (NO_METHOD.matcher(line).matches()) {
      return Role.STATEMENT;
    }
    return METHOD.matcher(line).matches() || FIELD.matcher(line).matches()
        ? Role.MEMBER
        : Role.STATEMENT;
  }

  private static String withoutAnnotations(CodeBlock block, Construct construct) {
    int line = construct.first;
    while (line < construct.last && introduces(block.code().get(line))) {
      line++;
    }
    return block
        .code()
        .get(line)
        .replaceAll(" +//.*", "")
        .replaceAll("^(?:@\\w+(?:\\(.*?\\))? )*", "");
  }
}
