package dev.bobbin.stream;

import dev.bobbin.Task;
import java.util.NoSuchElementException;

/** One iterator, for who is to use and close it; what nobody took is closed with this one. */
final class Alone<T> implements AsyncIterator<AsyncIterator<T>> {

  private final AsyncIterator<T> iterator;
  private boolean gone;

  Alone(AsyncIterator<T> iterator) {
    this.iterator = iterator;
  }

  @Override
  public Task<Boolean> hasNext() {
    return Task.of(!gone);
  }

  @Override
  public AsyncIterator<T> next() {
    if (gone) {
      throw new NoSuchElementException("there was only one");
    }
    gone = true;
    return iterator;
  }

  @Override
  public Task<Void> closeAsync() {
    if (gone) {
      return Task.done();
    }
    gone = true;
    return iterator.closeAsync();
  }
}
