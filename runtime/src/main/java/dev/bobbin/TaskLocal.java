package dev.bobbin;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that a task and all it calls can see, such as the user of a request. It is bound for one
 * operation and cannot be changed; operations that start inside see it too, wherever they suspend,
 * and so does code that they run on other threads with {@link Bobbin#blocking} and its like. The
 * counterpart of Python's {@code ContextVar} and Java's {@code ScopedValue}.
 */
public final class TaskLocal<V> {

  private TaskLocal() {}

  /** A new one, which has a value only inside of {@link #where}. Any thread may do so. */
  public static <V> TaskLocal<V> create() {
    return new TaskLocal<>();
  }

  /** Binds a value for an operation that is called or run next. */
  public static <V> Binding where(TaskLocal<V> key, V value) {
    return new Binding(new Bindings(Objects.requireNonNull(key, "key"), value, null));
  }

  /**
   * Captures thread-bound context of another library for an operation that is called or run next,
   * which has it in all its steps.
   */
  public static Binding carrying(ContextElement<?> element) {
    return new Binding(new Bindings(Carried.KEY, Carried.of(element), null));
  }

  /**
   * The value that is bound here.
   *
   * @throws NoSuchElementException if none is
   */
  public V get() {
    Bindings bound = Bindings.find(Bindings.current(), this);
    if (bound == null) {
      throw new NoSuchElementException("no value is bound here: use TaskLocal.where(key, value)");
    }
    return cast(bound.value());
  }

  /** The value that is bound here, or another one if none is. */
  public V orElse(V other) {
    Bindings bound = Bindings.find(Bindings.current(), this);
    return bound == null ? other : cast(bound.value());
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // where() takes a V
  private V cast(@Nullable Object value) {
    return (V) value;
  }

  /** Values for an operation. */
  public static final class Binding {

    private final Bindings bindings;

    private Binding(Bindings bindings) {
      this.bindings = bindings;
    }

    /** These values and one more. */
    public <V> Binding and(TaskLocal<V> key, V value) {
      return new Binding(new Bindings(Objects.requireNonNull(key, "key"), value, bindings));
    }

    /** These values and what the element captures now. */
    public Binding and(ContextElement<?> element) {
      return new Binding(new Bindings(Carried.KEY, Carried.of(element), bindings));
    }

    /**
     * Calls an operation, which sees the values; at once, on the loop's thread.
     *
     * @throws IllegalStateException if no loop runs on this thread
     */
    public <T> Task<T> call(AsyncCallable<T> operation) {
      LoopCore loop = CurrentLoop.require();
      if (bindings.haveCarried()) {
        loop.carry();
      }
      TaskContext bound = loop.context().binding(bindings.onTopOf(Bindings.current()));
      return new ForkTask<>(bound, operation).callNow();
    }

    /** Runs an operation, which sees the values, as {@link Bobbin#run} does. */
    public <T> T run(AsyncCallable<T> operation) {
      Objects.requireNonNull(operation, "operation");
      return Bobbin.run(() -> call(operation));
    }
  }
}
