/**
 * What tasks of one loop use to wait for each other, first come, first served.
 *
 * <pre>{@code
 * class Kitchen {
 *   private final AsyncQueue<String> orders = AsyncQueue.bounded(2); // put waits while it is full
 *   private final AsyncLock oven = new AsyncLock();
 *
 *   @Async
 *   Task<Void> cook(String name) {
 *     var each = orders.iterator();
 *     while (await(each.hasNext())) {
 *       try (var permit = await(oven.acquire())) { // the other cook may come to here meanwhile
 *         await(sleep(Duration.ofMillis(10)));
 *         System.out.println(name + ": " + each.next());
 *       }
 *     }
 *     return Task.done();
 *   }
 *
 *   @Async
 *   Task<Void> serve(List<String> dishes) {
 *     Task<Void> ada = cook("Ada");
 *     Task<Void> bob = cook("Bob");
 *     for (String dish : dishes) {
 *       await(orders.put(dish));
 *     }
 *     orders.close(); // ends both iterators, once what is in it was taken
 *     await(all(ada, bob));
 *     return Task.done();
 *   }
 * }
 *
 * await(new Kitchen().serve(List.of("soup", "bread", "cake")));
 * }</pre>
 *
 * <pre>
 * Ada: soup
 * Bob: bread
 * Ada: cake
 * </pre>
 *
 * <table>
 * <caption>What to use for what</caption>
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
 * <p>Code without an await in it needs none of them: a loop has one thread.
 *
 * <p><b>Threads and order.</b> All of them are confined to one loop: they are used on its thread
 * and need no lock of their own. Using one on another thread fails in debug mode, and always where
 * it would wake a task. What is free is had without suspending; who waits is served in the order of
 * coming, and nobody overtakes.
 *
 * <p><b>Cancellation.</b> Who is cancelled while waiting leaves the line; who was given what it
 * waited for keeps it, cancelled or not, so that nothing is ever lost: close permits in a
 * try-with-resources statement.
 */
@NullMarked
package dev.bobbin.sync;

import org.jspecify.annotations.NullMarked;
