package dev.bobbin.sync;

/**
 * The right to go on that a lock or a semaphore gave, until it is closed: the resource of a
 * try-with-resources statement. Closing it a second time does nothing. Any task of the loop may
 * close it, not only the one that got it.
 *
 * <p>{@code javac -Xlint:try} warns of a resource that its block does not mention. Where that
 * matters, name it {@code _}, from Java 22 on, or declare it before, {@code try (permit)}.
 */
public interface Permit extends AutoCloseable {

  /** Gives the right back; who waits for it longest has it from then on. */
  @Override
  void close();
}
