package dev.bobbin.samples.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names, whose case does not matter, and values, in the order in which they came. Immutable. */
public final class Headers {

  private final List<String> names;
  private final List<String> values;

  private Headers(List<String> names, List<String> values) {
    this.names = names;
    this.values = values;
  }

  public Optional<String> first(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return Optional.of(values.get(i));
      }
    }
    return Optional.empty();
  }

  public List<String> all(String name) {
    List<String> found = new ArrayList<>(0);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        found.add(values.get(i));
      }
    }
    return found;
  }

  public int size() {
    return names.size();
  }

  /** Whether a comma-separated list, which may be spread over several headers, has the token. */
  boolean has(String name, String token) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        for (String element : values.get(i).split(",")) {
          if (element.strip().equalsIgnoreCase(token)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      text.append(names.get(i)).append(": ").append(values.get(i)).append('\n');
    }
    return text.toString();
  }

  /** Takes lines, each without its end. */
  static final class Parser {

    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    void line(String line) {
      int colon = line.indexOf(':');
      if (colon <= 0 || !Syntax.isToken(line, 0, colon)) {
        // A blank in front is a folded line, one before the colon hides a name from others.
        throw RequestException.bad("a header has no proper name");
      }
      names.add(line.substring(0, colon));
      values.add(Syntax.trim(line, colon + 1));
    }

    Headers headers() {
      return new Headers(names, values);
    }
  }
}
