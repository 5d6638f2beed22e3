package dev.bobbin.stream;

import dev.bobbin.Task;

/** Where the code behind a stream, or a {@link Generator}, puts its elements. */
public interface Emitter<T> {

  /**
   * Gives an element to whoever asks. The counterpart of Python's {@code yield}.
   *
   * @return done when the next element is asked for; cancelled when the stream is closed before
   */
  Task<Void> emit(T element);
}
