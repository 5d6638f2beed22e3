package dev.bobbin.stream;

import dev.bobbin.Task;
import java.util.Iterator;

/** Elements that are there already. */
final class Elements<T> implements AsyncIterator<T> {

  private final Iterator<? extends T> elements;
  private boolean closed;

  Elements(Iterator<? extends T> elements) {
    this.elements = elements;
  }

  @Override
  public Task<Boolean> hasNext() {
    return Task.of(!closed && elements.hasNext());
  }

  @Override
  public T next() {
    return elements.next();
  }

  @Override
  public Task<Void> closeAsync() {
    closed = true;
    return Task.done();
  }
}
