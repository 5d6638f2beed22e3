package dev.bobbin.stream;

import dev.bobbin.Task;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Elements that are there already. */
final class Elements<T> implements AsyncIterator<T> {

  private final Iterator<? extends T> elements;
  private boolean found;
  private boolean closed;

  Elements(Iterator<? extends T> elements) {
    this.elements = elements;
  }

  @Override
  public Task<Boolean> hasNext() {
    found = found || (!closed && elements.hasNext());
    return Task.of(found);
  }

  @Override
  public T next() {
    if (!found) {
      throw new NoSuchElementException("hasNext() did not give true: await it before each next()");
    }
    found = false;
    return elements.next();
  }

  @Override
  public Task<Void> closeAsync() {
    closed = true;
    return Task.done();
  }
}
