package dev.bobbin.sync;

import dev.bobbin.AsyncCallable;
import dev.bobbin.WaitingLine;
import java.util.List;
import java.util.concurrent.CancellationException;

/** The wait for the first of several choices; its value is what the winner wants to be called. */
final class Race<R> extends Wait<AsyncCallable<R>> {

  private final List<Choice<R>> choices;

  Race(List<Choice<R>> choices) {
    super(new WaitingLine<>("the first of " + choices, "wait for"));
    this.choices = choices;
  }

  /** Nobody else can win from here on. */
  void won(AsyncCallable<R> then) {
    succeed(then);
    leaveAll();
  }

  @Override
  void refuse(Throwable failure) {
    super.refuse(failure);
    leaveAll();
  }

  @Override
  protected void withdraw(CancellationException cancellation) {
    leaveAll();
    super.withdraw(cancellation);
  }

  private void leaveAll() {
    choices.forEach(Choice::leave);
  }
}
