@file:JvmName("KotlinAwaits")

package dev.bobbin.jmh

import java.util.concurrent.CompletableFuture
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking

fun doneDeferred(): Deferred<Int> = CompletableDeferred(1)

/** What is done, on the bare machinery: a field, which HotSpot must not take out of a loop. */
class DoneCell(@Volatile private var value: Any?) {
  suspend fun await(): Any? = suspendCoroutineUninterceptedOrReturn { _ -> value }
}

suspend fun addUp(cell: DoneCell, times: Int): Int {
  var sum = 0
  for (i in 0 until times) {
    sum += cell.await() as Int
  }
  return sum
}

fun awaitDeferreds(deferred: Deferred<Int>, times: Int): Int = runBlocking {
  var sum = 0
  for (i in 0 until times) {
    sum += deferred.await()
  }
  sum
}

fun awaitFutures(future: CompletableFuture<Int>, times: Int): Int = runBlocking {
  var sum = 0
  for (i in 0 until times) {
    sum += future.await()
  }
  sum
}

/** The hot loop: an await at every hundredth element. */
suspend fun sumUp(elements: IntArray, done: DoneCell): Int {
  var sum = 0
  for (i in elements.indices) {
    if (i % 100 == 0) {
      sum += done.await() as Int
    }
    sum = sum * 31 + (elements[i] xor i)
  }
  return sum
}

fun sumUpInCoroutine(elements: IntArray, done: Deferred<Int>): Int = runBlocking {
  var sum = 0
  for (i in elements.indices) {
    if (i % 100 == 0) {
      sum += done.await()
    }
    sum = sum * 31 + (elements[i] xor i)
  }
  sum
}
