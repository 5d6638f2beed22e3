package dev.bobbin.weave;

/**
 * One problem of a class, in the words of javac: where, what, why, and how to fix it.
 *
 * @param sourceFile the name from the class file, or the class's name with {@code .class}
 * @param line 0 if the class file has no lines
 * @param what what was found, e.g. {@code await while holding a monitor}
 * @param where the method it is in
 */
public record Diagnostic(
    String className, String sourceFile, int line, Slug slug, String what, String where) {

  public String why() {
    return slug.why();
  }

  public String fix() {
    return slug.fix();
  }

  public boolean isWarning() {
    return slug.isWarning();
  }

  @Override
  public String toString() {
    return sourceFile
        + (line > 0 ? ":" + line : "")
        + (isWarning() ? ": warning [" : ": error [")
        + slug
        + "]: "
        + what
        + "\n    in "
        + where
        + slug.explanation();
  }
}
