@file:JvmName("KotlinSuspensions")

package dev.bobbin.jmh

import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.future.await
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

fun yieldOften(times: Int): Int = runBlocking {
  launch { // alone, a yield does not suspend
    for (i in 0 until times) {
      yield()
    }
  }
  var sum = 0
  for (i in 0 until times) {
    yield()
    sum += i
  }
  sum
}

fun awaitOften(times: Int): Int = runBlocking {
  var sum = 0
  for (i in 0 until times) {
    sum += async { 1 }.await()
  }
  sum
}

fun awaitFutures(times: Int): Int = runBlocking {
  var sum = 0
  for (i in 0 until times) {
    val pending = CompletableFuture<Int>()
    launch { pending.complete(1) }
    sum += pending.await()
  }
  sum
}

fun chainOften(depth: Int, times: Int): Int = runBlocking {
  var sum = 0
  for (i in 0 until times) {
    sum += chain(depth)
  }
  sum
}

private suspend fun chain(depth: Int): Int {
  if (depth == 1) {
    yield()
    return 1
  }
  return chain(depth - 1) + 1
}

fun spawnAll(tasks: Int): Int = runBlocking {
  val spawned = ArrayList<Deferred<Int>>(tasks)
  for (i in 0 until tasks) {
    spawned +=
      async {
        yield()
        1
      }
  }
  var sum = 0
  for (task in spawned) {
    sum += task.await()
  }
  sum
}

fun skynet(leaves: Int): Long = runBlocking { tree(0, leaves) }

private suspend fun tree(number: Long, leaves: Int): Long {
  if (leaves == 1) {
    yield()
    return number
  }
  return coroutineScope {
    val children = ArrayList<Deferred<Long>>(10)
    for (i in 0 until 10) {
      children += async { tree(number + i.toLong() * (leaves / 10), leaves / 10) }
    }
    var sum = 0L
    for (child in children) {
      sum += child.await()
    }
    sum
  }
}
