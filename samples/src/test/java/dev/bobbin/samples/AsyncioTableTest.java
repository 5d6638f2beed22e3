package dev.bobbin.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Bobbin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/asyncio.md names all that asyncio has, and nothing that Bobbin has not. */
class AsyncioTableTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "asyncio.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern JAVA_NAME = Pattern.compile("@?\\w+(?:\\.\\w+)*");
  private static final List<String> PACKAGES =
      List.of(
          "dev.bobbin",
          "dev.bobbin.net",
          "dev.bobbin.process",
          "dev.bobbin.stream",
          "dev.bobbin.sync",
          "dev.bobbin.test",
          "java.lang",
          "java.net",
          "java.time",
          "java.util",
          "java.util.concurrent");

  @Test
  void everyNameOfAsyncioHasItsLine() throws IOException {
    List<String> named = new ArrayList<>();
    for (String[] cells : rows()) {
      if (!cells[1].contains(" ")) {
        named.add(cells[1]);
      }
    }
    List<String> twice = new ArrayList<>(named);
    new TreeSet<>(named).forEach(twice::remove);
    assertEquals(List.of(), twice, "named twice");
    TreeSet<String> expected = new TreeSet<>();
    try (InputStream names = AsyncioTableTest.class.getResourceAsStream("/asyncio-3.14.txt")) {
      new String(Objects.requireNonNull(names).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(expected::add);
    }
    TreeSet<String> missing = new TreeSet<>(expected);
    named.forEach(missing::remove);
    assertEquals(Collections.emptySet(), missing, "not in " + DOCUMENT);
    TreeSet<String> unknown = new TreeSet<>(named);
    unknown.removeAll(expected);
    assertEquals(Collections.emptySet(), unknown, "no name of asyncio");
  }

  @Test
  void everyNameOfBobbinExists() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    List<String> unknown = new ArrayList<>();
    int found = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean afterTheTables = line.startsWith("And what asyncio has not") || i == lines.size() - 1;
      if (!line.startsWith("| `") && !afterTheTables) {
        continue;
      }
      String names = afterTheTables ? line : line.split("\\|")[2];
      for (String name : code(names)) {
        found++;
        if (!exists(name)) {
          unknown.add("docs/asyncio.md:" + (i + 1) + ": " + name);
        }
      }
    }
    assertEquals(List.of(), unknown);
    assertTrue(found > 100, "has the form of the tables changed? names found: " + found);
  }

  /** A row for each name in a first cell, with the name in cell 1 and the other cells behind. */
  private static List<String[]> rows() throws IOException {
    List<String[]> rows = new ArrayList<>();
    boolean ofAsyncio = false;
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("| asyncio |") || line.startsWith("| Python |")) {
        ofAsyncio = line.startsWith("| asyncio |");
      } else if (ofAsyncio && line.startsWith("| `")) {
        String[] cells = line.split("\\|");
        for (String name : code(cells[1])) {
          rows.add(new String[] {"", name, cells[2]});
        }
      }
    }
    return rows;
  }

  private static List<String> code(String text) {
    return CODE.matcher(text).results().map((MatchResult r) -> r.group(1)).toList();
  }

  private static boolean exists(String name) {
    if (!JAVA_NAME.matcher(name).matches()) {
      return false;
    }
    String plain = name.startsWith("@") ? name.substring(1) : name;
    if (Character.isLowerCase(plain.charAt(0))) {
      return hasMember(Bobbin.class, plain);
    }
    String[] parts = plain.split("\\.");
    for (String inPackage : PACKAGES) {
      if (resolves(inPackage + "." + parts[0], parts, 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean resolves(String className, String[] parts, int next) {
    Class<?> type;
    try {
      type = Class.forName(className);
    } catch (ClassNotFoundException e) {
      return false;
    }
    if (next == parts.length) {
      return true;
    }
    return resolves(className + "$" + parts[next], parts, next + 1)
        || (next == parts.length - 1 && hasMember(type, parts[next]));
  }

  private static boolean hasMember(Class<?> type, String name) {
    return Stream.of(type.getMethods()).anyMatch(method -> method.getName().equals(name));
  }
}
