package dev.bobbin.jmh.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON as JMH writes it: maps, lists, strings, and numbers, where "NaN" is a string too. */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Object read(String text) {
    return new Json(text).value();
  }

  private Object value() {
    char first = peek();
    if (first == '{') {
      return object();
    }
    if (first == '[') {
      return array();
    }
    return first == '"' ? string() : literal();
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    while (peek() != '}') {
      String name = string();
      expect(':');
      members.put(name, value());
      skipComma();
    }
    at++;
    return members;
  }

  private List<Object> array() {
    List<Object> elements = new ArrayList<>();
    at++;
    while (peek() != ']') {
      elements.add(value());
      skipComma();
    }
    at++;
    return elements;
  }

  private String string() {
    expect('"');
    StringBuilder read = new StringBuilder();
    while (text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++; // what JMH escapes, quotes and backslashes of paths, stands for itself
      }
      read.append(text.charAt(at++));
    }
    at++;
    return read.toString();
  }

  private Object literal() {
    int start = at;
    while (",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String read = text.substring(start, at);
    try {
      return Double.valueOf(read);
    } catch (NumberFormatException e) {
      return read; // true, false, null
    }
  }

  private char peek() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw new IllegalArgumentException(
          "at " + at + " stands " + text.charAt(at) + ", not " + wanted + ": is this JMH's JSON?");
    }
    at++;
  }

  private void skipComma() {
    if (peek() == ',') {
      at++;
    }
  }
}
