/**
 * What tasks of one loop use to wait for each other, first come, first served.
 *
 * <table>
 * <caption>Which one?</caption>
 * <tr><td>one task at a time in a piece of code that awaits<td>{@link dev.bobbin.sync.AsyncLock}
 * <tr><td>so many at a time<td>{@link dev.bobbin.sync.AsyncSemaphore}
 * <tr><td>many that look or one that changes
 *     <td>{@link dev.bobbin.sync.AsyncReadWriteLock}
 * <tr><td>items handed from some tasks to others<td>{@link dev.bobbin.sync.AsyncQueue}
 * <tr><td>something that has happened or not<td>{@link dev.bobbin.sync.AsyncEvent}
 * <tr><td>with a lock held, until something is so<td>{@link dev.bobbin.sync.AsyncCondition}
 * <tr><td>until everybody is there<td>{@link dev.bobbin.sync.AsyncBarrier}
 * <tr><td>whichever of several things happens first<td>{@link dev.bobbin.sync.Select}
 * </table>
 *
 * <p>All of them are confined to one loop: they are used on its thread and need no lock of their
 * own. Using one on another thread fails in debug mode, and always where it would wake a task. What
 * is free is had without suspending. Who is cancelled while waiting leaves the line; who was given
 * what it waited for keeps it, cancelled or not, so that nothing is ever lost: close permits in a
 * try-with-resources statement.
 */
@NullMarked
package dev.bobbin.sync;

import org.jspecify.annotations.NullMarked;
