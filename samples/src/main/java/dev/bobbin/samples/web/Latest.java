package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncStream;
import dev.bobbin.stream.Emitter;
import dev.bobbin.sync.AsyncEvent;
import org.jspecify.annotations.Nullable;

/** A value that changes. Who watches sees the newest, and is none the worse for being slow. */
final class Latest<T> {

  private @Nullable T value;
  private boolean closed;

  /** Set by the next change, which then makes another one. */
  private AsyncEvent changed = new AsyncEvent();

  void set(T newest) {
    value = newest;
    tell();
  }

  /** The streams end. */
  void close() {
    closed = true;
    tell();
  }

  private void tell() {
    AsyncEvent now = changed;
    changed = new AsyncEvent();
    now.set();
  }

  /** The value, if there is one, then those that come, but for those that others have replaced. */
  AsyncStream<T> values() {
    return AsyncStream.generate(this::emitAll);
  }

  @Async
  private Task<Void> emitAll(Emitter<T> emitter) {
    while (!closed) {
      AsyncEvent next = changed; // before it is emitted: what changes meanwhile is not missed
      if (value != null) {
        await(emitter.emit(value));
      }
      await(next.await());
    }
    return Task.done();
  }
}
