package dev.bobbin;

import dev.bobbin.stream.AsyncIterator;
import java.util.Iterator;

/** The elements of a collection, which are all there, as those that may take their time. */
final class Elements<T> implements AsyncIterator<T> {

  static final Task<Boolean> MORE = Task.of(true);
  static final Task<Boolean> END = Task.of(false);

  private final Iterator<T> elements;

  Elements(Iterator<T> elements) {
    this.elements = elements;
  }

  @Override
  public Task<Boolean> hasNext() {
    return elements.hasNext() ? MORE : END;
  }

  @Override
  public T next() {
    return elements.next();
  }
}
