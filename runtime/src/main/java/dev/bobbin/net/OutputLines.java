package dev.bobbin.net;

import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import dev.bobbin.stream.AsyncIterator;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The lines of a process's output. */
final class OutputLines implements AsyncIterator<String> {

  private final ProcessOutput output;
  private final LineDecoder lines;
  private boolean found;
  private boolean ended;

  OutputLines(ProcessOutput output, Charset charset) {
    this.output = output;
    this.lines = new LineDecoder(charset);
  }

  @Override
  public Task<Boolean> hasNext() {
    found = found || lines.hasLine();
    return found || ended ? Task.of(found) : new Asking().start();
  }

  @Override
  public String next() {
    if (!found) {
      throw new NoSuchElementException("hasNext() did not give true: await it before each next()");
    }
    found = false;
    return lines.takeLine();
  }

  private final class Asking extends Routine<Boolean> {

    Asking() {
      super("ProcessOutput.lines");
    }

    Task<Boolean> start() {
      return begin();
    }

    @Override
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
      if (at > 0 && arrived instanceof ByteBuffer bytes && bytes.hasRemaining()) {
        lines.decode(bytes);
      } else if (at > 0) {
        ended = true;
        lines.end();
      }
      found = lines.hasLine();
      return found || ended ? Task.of(found) : await(output.next(), 1);
    }
  }
}
