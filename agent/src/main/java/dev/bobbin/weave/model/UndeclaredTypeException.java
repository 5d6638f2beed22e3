package dev.bobbin.weave.model;

/** Code uses a value of which its stack map frames declare no type: the JVM would refuse it. */
public final class UndeclaredTypeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UndeclaredTypeException(Object type) {
    super("a value is used whose declared type is " + type);
  }
}
