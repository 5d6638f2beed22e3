package dev.bobbin.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A fenced block of a Markdown document, or of a package's page. What comments say right above it
 * are its marks: {@code <!-- continues -->}, several of them separated by semicolons.
 *
 * @param line of its first line of code, from 1
 * @param output the block of plain text that follows it, if one does
 */
record CodeBlock(
    Path document,
    int line,
    String language,
    Set<String> marks,
    List<String> code,
    @Nullable String output) {

  private static final String FENCE = "```";

  private static final Set<String> LANGUAGES =
      Set.of("", "diff", "groovy", "java", "python", "text", "xml");

  /**
   * All blocks of a document, in their order, and those with text among them.
   *
   * @param document as messages name it, seen from the root
   */
  static List<CodeBlock> of(Path root, Path document) throws IOException {
    List<String> lines = Files.readAllLines(root.resolve(document));
    if (document.endsWith("package-info.java")) {
      lines.replaceAll(CodeBlock::asMarkdown);
    }
    List<CodeBlock> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).stripLeading().startsWith(FENCE)) {
        int end = i + 1;
        while (!lines.get(end).strip().equals(FENCE)) {
          end++;
        }
        String language = lines.get(i).strip().substring(FENCE.length());
        if (!LANGUAGES.contains(language) || !lines.get(i).startsWith(FENCE)) {
          throw new IllegalArgumentException(
              document
                  + ":"
                  + (i + 1)
                  + ": a block begins at the margin, with one of "
                  + LANGUAGES);
        }
        Set<String> marks = marksOf(lines.subList(0, i));
        blocks.add(
            new CodeBlock(document, i + 2, language, marks, lines.subList(i + 1, end), null));
        i = end;
      }
    }
    for (int i = 0; i + 1 < blocks.size(); i++) {
      if (blocks.get(i + 1).language.equals("text")) {
        blocks.set(i, blocks.get(i).with(String.join("\n", blocks.get(i + 1).code)));
      }
    }
    return blocks;
  }

  /**
   * A line of a comment, without the star; code is in pre and {@code code}, a text in pre alone.
   */
  private static String asMarkdown(String line) {
    String text = line.replaceFirst("^ \\* ?", "");
    return switch (text) {
      case "<pre>{@code" -> FENCE + "java";
      case "<pre>" -> FENCE + "text";
      case "}</pre>", "</pre>" -> FENCE;
      default -> text;
    };
  }

  private static Set<String> marksOf(List<String> before) {
    int line = before.size() - 1;
    if (line > 0 && before.get(line).isEmpty()) {
      line--; // the formatter of Java puts one there
    }
    String above = line < 0 ? "" : before.get(line);
    if (!above.startsWith("<!-- ") || !above.endsWith(" -->")) {
      return Set.of();
    }
    return Arrays.stream(above.substring(5, above.length() - 4).split(";"))
        .map(String::strip)
        .collect(Collectors.toUnmodifiableSet());
  }

  private CodeBlock with(String text) {
    return new CodeBlock(document, line, language, marks, code, text);
  }

  /** Where a line of the block is, as editors and terminals understand it. */
  String place(long lineOfBlock) {
    return document + ":" + (line + lineOfBlock - 1);
  }
}
