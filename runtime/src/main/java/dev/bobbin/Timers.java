package dev.bobbin;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a loop: a heap with four children a node, by deadline and then by insertion. Each
 * element knows its place, so that most of them, timeouts that are never reached, are removed in
 * O(log n). Deadlines are compared by difference, as {@link System#nanoTime} asks for.
 */
final class Timers {

  private static final int CHILDREN = 4;
  private static final int SMALLEST = 16;

  private long[] deadlines = new long[SMALLEST];
  private long[] sequences = new long[SMALLEST];
  private @Nullable Timed[] elements = new Timed[SMALLEST];
  private int size;
  private long inserted;

  int size() {
    return size;
  }

  /** How many there is room for; it grows and shrinks with the size. */
  int capacity() {
    return elements.length;
  }

  /** The earliest deadline; there must be one. */
  long earliest() {
    return deadlines[0];
  }

  void add(long deadline, Timed element) {
    if (size == elements.length) {
      resize(size * 2);
    }
    siftUp(size++, deadline, inserted++, element);
  }

  boolean remove(Timed element) {
    int place = element.place();
    if (place < 0) {
      return false;
    }
    element.place(-1);
    int last = --size;
    Timed moved = elements[last];
    long deadline = deadlines[last];
    long sequence = sequences[last];
    elements[last] = null;
    if (place != last && moved != null) {
      siftDown(place, deadline, sequence, moved);
      if (elements[place] == moved) {
        siftUp(place, deadline, sequence, moved);
      }
    }
    if (size * 4 < elements.length && elements.length > SMALLEST) {
      resize(elements.length / 2);
    }
    return true;
  }

  /** Calls all that is due, in order. */
  int expire(long now) {
    int expired = 0;
    while (size > 0 && deadlines[0] - now <= 0) {
      Timed first = elements[0];
      if (first != null) {
        remove(first);
        first.due();
        expired++;
      }
    }
    return expired;
  }

  void forEach(Consumer<Timed> action) {
    for (int i = 0; i < size; i++) {
      Timed element = elements[i];
      if (element != null) {
        action.accept(element);
      }
    }
  }

  private void siftUp(int from, long deadline, long sequence, Timed element) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / CHILDREN;
      if (!isBefore(deadline, sequence, parent)) {
        break;
      }
      move(parent, place);
      place = parent;
    }
    put(place, deadline, sequence, element);
  }

  private void siftDown(int from, long deadline, long sequence, Timed element) {
    int place = from;
    while (true) {
      int first = place * CHILDREN + 1;
      if (first >= size) {
        break;
      }
      int least = first;
      int end = Math.min(first + CHILDREN, size);
      for (int child = first + 1; child < end; child++) {
        if (isBefore(deadlines[child], sequences[child], least)) {
          least = child;
        }
      }
      if (isBefore(deadline, sequence, least)) {
        break;
      }
      move(least, place);
      place = least;
    }
    put(place, deadline, sequence, element);
  }

  private boolean isBefore(long deadline, long sequence, int place) {
    long difference = deadline - deadlines[place];
    return difference < 0 || (difference == 0 && sequence - sequences[place] < 0);
  }

  private void move(int from, int to) {
    Timed element = elements[from];
    if (element != null) {
      put(to, deadlines[from], sequences[from], element);
    }
  }

  private void put(int place, long deadline, long sequence, Timed element) {
    deadlines[place] = deadline;
    sequences[place] = sequence;
    elements[place] = element;
    element.place(place);
  }

  private void resize(int capacity) {
    deadlines = Arrays.copyOf(deadlines, capacity);
    sequences = Arrays.copyOf(sequences, capacity);
    elements = Arrays.copyOf(elements, capacity);
  }

  /** When an element is due, to be added to other text; asked from any thread. */
  String dueText(Timed element, long now) {
    int place = element.place();
    long[] known = deadlines;
    return place < 0 || place >= known.length
        ? ""
        : ", due in " + Duration.ofNanos(Math.max(0, known[place] - now) / 1_000_000 * 1_000_000);
  }
}
