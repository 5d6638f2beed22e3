package dev.bobbin.maven;

import java.util.List;
import java.util.function.Predicate;
import org.apache.maven.plugin.MojoExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Which classes a goal is to weave, by name. A pattern is what the agent's option {@code exclude}
 * takes.
 */
record ClassNames(List<String> includes, List<String> excludes) implements Predicate<String> {

  /**
   * @param includes null or empty for all
   * @throws MojoExecutionException if a star does not end its pattern
   */
  static ClassNames of(@Nullable List<String> includes, @Nullable List<String> excludes)
      throws MojoExecutionException {
    return new ClassNames(checked("includes", includes), checked("excludes", excludes));
  }

  private static List<String> checked(String parameter, @Nullable List<String> patterns)
      throws MojoExecutionException {
    if (patterns == null) {
      return List.of();
    }
    // Maven keeps the blanks behind the commas of a property.
    List<String> names = patterns.stream().map(String::strip).toList();
    for (String pattern : names) {
      int star = pattern.indexOf('*');
      boolean starIsLast = star < 0 || star == pattern.length() - 1;
      if (pattern.isEmpty() || pattern.contains("/") || !starIsLast) {
        throw new MojoExecutionException(
            "Parameter %s: \"%s\" names no class; write com.acme.Foo or com.acme.*"
                .formatted(parameter, pattern));
      }
    }
    return names;
  }

  @Override
  public boolean test(String className) {
    return (includes.isEmpty() || anyMatches(includes, className))
        && !anyMatches(excludes, className);
  }

  private static boolean anyMatches(List<String> patterns, String className) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, className));
  }

  private static boolean matches(String pattern, String className) {
    return pattern.endsWith("*")
        ? className.startsWith(pattern.substring(0, pattern.length() - 1))
        : className.equals(pattern) || className.startsWith(pattern + "$");
  }
}
