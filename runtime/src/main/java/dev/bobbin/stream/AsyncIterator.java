package dev.bobbin.stream;

import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import java.util.NoSuchElementException;

/**
 * Gives elements one by one, each when it is asked for: an {@link java.util.Iterator} whose
 * question may take its time. The counterpart of an asynchronous iterator in Python.
 *
 * <pre>{@code
 * try (var pages = crawl(uri).iterator()) {
 *   while (await(pages.hasNext())) {
 *     show(pages.next());
 *   }
 * }
 * }</pre>
 *
 * <p>It is asked by one task at a time. Its end, or a failure, closes it.
 */
public interface AsyncIterator<T> extends AsyncCloseable {

  /**
   * Whether there is one more element; asked again before {@link #next}, it says the same.
   *
   * @return a task that fails with what kept the element from coming, once; then there are no more
   */
  Task<Boolean> hasNext();

  /**
   * The element that {@link #hasNext} found.
   *
   * @throws NoSuchElementException if {@code hasNext} was not asked, or did not give true
   */
  T next();

  /**
   * Ends the iteration early: whatever makes the elements gets to its finally blocks, and has ended
   * when the task is done, or fails as that code did if nobody has seen it yet. By default, and
   * after the end, there is nothing to do.
   *
   * @throws IllegalStateException while {@link #hasNext} is under way
   */
  @Override
  default Task<Void> closeAsync() {
    return Task.done();
  }
}
