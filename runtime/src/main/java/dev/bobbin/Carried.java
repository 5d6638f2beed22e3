package dev.bobbin;

import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link ContextElement} captured, as the value of a binding. */
record Carried<S>(ContextElement<S> element, S captured) {

  /** The key of all such bindings; nobody can ask for their values. */
  static final TaskLocal<Carried<?>> KEY = TaskLocal.create();

  static <S> Carried<S> of(ContextElement<S> element) {
    return new Carried<>(element, element.capture());
  }

  private Runnable install() {
    return Objects.requireNonNull(
        element.install(captured),
        () -> element + ".install returned null: return what takes it off the thread again");
  }

  /** What is on a thread, and how it gets off it. */
  static final class OnThread {

    private @Nullable Bindings installed;
    private final ArrayDeque<Runnable> undo = new ArrayDeque<>();

    /** Replaces what is there. An element that fails is left out, the others go on. */
    @SuppressWarnings("ReferenceEquality") // asked at each step: the same list, not an equal one
    void put(@Nullable Bindings bindings) {
      if (bindings == installed) {
        return;
      }
      while (!undo.isEmpty()) {
        guarded(undo.pop());
      }
      installed = bindings;
      ArrayDeque<Carried<?>> earliestFirst = new ArrayDeque<>();
      for (Bindings at = bindings; at != null; at = at.earlier()) {
        if (at.value() instanceof Carried<?> carried) {
          earliestFirst.push(carried);
        }
      }
      for (Carried<?> carried : earliestFirst) {
        guarded(() -> undo.push(carried.install()));
      }
    }

    /** Whatever it throws: the task's step, which comes next, is needed to end the task. */
    private static void guarded(Runnable code) {
      try {
        code.run();
      } catch (Throwable failure) {
        Settings.logFailure(null, failure);
      }
    }
  }
}
