package dev.bobbin.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What is wrong with a file, in words: some exceptions have its name for a message, no more. */
final class FileProblem {
  private FileProblem() {}

  static String textOf(Exception failure) {
    if (failure instanceof UncheckedIOException
        && failure.getCause() instanceof IOException cause) {
      return failure.getMessage() + ": " + textOf(cause);
    }
    return failure instanceof IOException io ? textOf(io) : failure.toString();
  }

  static String textOf(IOException failure) {
    return failure instanceof FileSystemException problem
        ? problem.getFile() + ": " + reason(problem)
        : reasonOf(failure);
  }

  /** The same without the file's name, as far as that can be told apart. */
  static String reasonOf(IOException failure) {
    if (failure instanceof FileSystemException problem) {
      return String.valueOf(reason(problem));
    }
    if (failure instanceof CharacterCodingException) {
      return "it is no text in UTF-8";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static @Nullable String reason(FileSystemException problem) {
    if (problem instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (problem instanceof AccessDeniedException) {
      return "no permission";
    }
    String simpleName = problem.getClass().getSimpleName();
    return problem.getReason() == null ? simpleName : problem.getReason();
  }
}
