package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Holds {@code docs/behaviours.md} against the {@link Covers} of the compiled tests. The classes
 * are read as bytes: loading all of them would run their static initialisers for nothing.
 */
class BehaviourListTest {
  private static final Path LIST = Path.of("..", "docs", "behaviours.md");
  private static final Path TEST_CLASSES = Path.of("target", "test-classes");
  private static final Pattern LISTED = Pattern.compile("^- \\*\\*(\\w+)\\*\\* ");

  private final List<String> listed = listed();
  private final Map<String, Set<String>> cited = cited();

  @Test
  void everyNumberIsListedOnce() {
    var seen = new TreeSet<String>();
    var repeated = listed.stream().filter(number -> !seen.add(number)).toList();
    assertEquals(List.of(), repeated, "listed more than once in " + LIST);
    assertFalse(listed.isEmpty(), "nothing listed in " + LIST);
  }

  @Test
  void everyListedBehaviourIsCitedByATest() {
    var missing = listed.stream().filter(number -> !cited.containsKey(number)).toList();
    assertEquals(List.of(), missing, "in " + LIST + ", but no test that runs names them");
  }

  @Test
  void everyCitedBehaviourIsListed() {
    var unknown = new TreeMap<>(cited);
    unknown.keySet().removeAll(listed);
    assertEquals(Map.of(), unknown, "named by tests, but not in " + LIST);
  }

  private static List<String> listed() {
    try (Stream<String> lines = Files.lines(LIST)) {
      return lines
          .flatMap(line -> LISTED.matcher(line).results())
          .map(match -> match.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Behaviour number to the tests that name it. */
  private static Map<String, Set<String>> cited() {
    var cited = new TreeMap<String, Set<String>>();
    try (Stream<Path> files = Files.walk(TEST_CLASSES)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .forEach(file -> collect(file, cited));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cited;
  }

  private static void collect(Path file, Map<String, Set<String>> into) {
    var node = new ClassNode();
    try {
      new ClassReader(Files.readAllBytes(file))
          .accept(node, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (has(node.visibleAnnotations, Disabled.class)) {
      return;
    }
    String name = Type.getObjectType(node.name).getClassName();
    numbers(node.visibleAnnotations).forEach(number -> add(into, number, name));
    for (MethodNode method : node.methods) {
      if (!has(method.visibleAnnotations, Disabled.class)) {
        numbers(method.visibleAnnotations)
            .forEach(number -> add(into, number, name + "." + method.name));
      }
    }
  }

  private static void add(Map<String, Set<String>> into, String number, String test) {
    into.computeIfAbsent(number, n -> new TreeSet<>()).add(test);
  }

  private static List<String> numbers(List<AnnotationNode> annotations) {
    var numbers = new ArrayList<String>();
    for (AnnotationNode annotation : orEmpty(annotations)) {
      if (annotation.desc.equals(Type.getDescriptor(Covers.class))) {
        // ASM keeps a name and its value one behind the other: "value", [numbers].
        ((List<?>) annotation.values.get(1)).forEach(number -> numbers.add((String) number));
      }
    }
    return numbers;
  }

  private static boolean has(List<AnnotationNode> annotations, Class<?> type) {
    return orEmpty(annotations).stream()
        .anyMatch(annotation -> annotation.desc.equals(Type.getDescriptor(type)));
  }

  private static List<AnnotationNode> orEmpty(List<AnnotationNode> annotations) {
    return annotations == null ? List.of() : annotations;
  }
}
