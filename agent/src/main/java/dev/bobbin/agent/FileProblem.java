package dev.bobbin.agent;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What is wrong with a file, in words: some exceptions have its name for a message, no more. */
final class FileProblem {
  private FileProblem() {}

  static String textOf(IOException failure) {
    if (failure instanceof FileSystemException problem) {
      return problem.getFile() + ": " + reason(problem);
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
