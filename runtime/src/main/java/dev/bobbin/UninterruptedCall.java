package dev.bobbin;

import java.util.concurrent.Callable;

/**
 * Blocking code that a cancellation does not interrupt once it has begun, for {@link
 * Bobbin#blocking}: an interrupt would do harm, as it closes a {@link
 * java.nio.channels.FileChannel} under all who use it. The call ends as it would have, and the
 * request reaches whoever awaits it at the next await that waits. Public only because {@code
 * dev.bobbin.net} makes such calls; others write {@code uncancellable(() -> blocking(...))}.
 */
@FunctionalInterface
public interface UninterruptedCall<T> extends Callable<T> {}
