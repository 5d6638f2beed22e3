package dev.bobbin.jmh;

import java.util.Objects;

/**
 * The two players of {@link PingPongBenchmark} as state machines, each label a place to go on at.
 */
final class HandPingPong {
  private static final int PUT = 0;
  private static final int TAKE = 1;
  private static final int TAKEN = 2;
  private static final int JOIN = 3;

  private HandPingPong() {}

  /** Puts the ball and takes it back, and waits for the other player in the end. */
  static final class Playing extends HandQueue.Taker {
    private final HandQueue there;
    private final HandQueue back;
    private final Object ball;
    private final Returning other;
    private final int rounds;
    private int label = PUT;

    Playing(
        HandLoop loop, HandQueue there, HandQueue back, Object ball, Returning other, int rounds) {
      super(loop);
      this.there = there;
      this.back = back;
      this.ball = ball;
      this.other = other;
      this.rounds = rounds;
    }

    @Override
    boolean step() {
      while (true) {
        switch (label) {
          case PUT -> {
            label = TAKE;
            if (!there.put(ball, this)) {
              return false;
            }
          }
          case TAKE -> {
            label = TAKEN;
            if (!back.take(this)) {
              return false;
            }
          }
          case TAKEN -> label = ++result < rounds ? PUT : JOIN;
          default -> {
            if (!joins(other)) {
              return false;
            }
            result += other.result;
            return true;
          }
        }
      }
    }
  }

  /** Puts back what it takes. */
  static final class Returning extends HandQueue.Taker {
    private final HandQueue in;
    private final HandQueue out;
    private final int rounds;
    private int label = TAKE;

    Returning(HandLoop loop, HandQueue in, HandQueue out, int rounds) {
      super(loop);
      this.in = in;
      this.out = out;
      this.rounds = rounds;
    }

    @Override
    boolean step() {
      while (true) {
        switch (label) {
          case TAKE -> {
            label = TAKEN;
            if (!in.take(this)) {
              return false;
            }
          }
          case TAKEN -> {
            label = PUT;
            if (!out.put(Objects.requireNonNull(taken), this)) {
              return false;
            }
          }
          default -> {
            if (++result == rounds) {
              return true;
            }
            label = TAKE;
          }
        }
      }
    }
  }
}
