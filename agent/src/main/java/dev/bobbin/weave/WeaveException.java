package dev.bobbin.weave;

import java.util.List;
import java.util.stream.Collectors;

/** A class that is refused, with all its problems at once. */
public final class WeaveException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  public WeaveException(List<Diagnostic> diagnostics) {
    super(text(diagnostics));
    this.diagnostics = List.copyOf(diagnostics);
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  static String text(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
  }
}
