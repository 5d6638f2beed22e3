package dev.bobbin.sync;

/**
 * The right to go on that a lock or a semaphore gave, until it is closed: the resource of a
 * try-with-resources statement. Closing it a second time does nothing. Any task of the loop may
 * close it, not only the one that got it.
 */
public interface Permit extends AutoCloseable {

  /** Gives the right back; who waits for it longest has it from then on. */
  @Override
  void close();
}
