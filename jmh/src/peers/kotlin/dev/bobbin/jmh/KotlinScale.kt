@file:JvmName("KotlinScale")

package dev.bobbin.jmh

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

fun launchAll(tasks: Int): Int = runBlocking {
  var ended = 0
  coroutineScope {
    for (i in 0 until tasks) {
      launch {
        yield()
        ended++
      }
    }
  }
  ended
}

/** All of them sleep before the first is cancelled: what is launched begins in a later turn. */
fun delayAll(timers: Int): Int = runBlocking {
  var rung = 0
  val unwanted = ArrayList<Job>(timers)
  coroutineScope {
    for (i in 0 until timers) {
      if (i % 100 == 0) {
        launch {
          delay(1)
          rung++
        }
      } else {
        unwanted +=
          launch {
            delay(600_000)
            rung++
          }
      }
    }
    yield()
    for (job in unwanted) {
      job.cancel()
    }
  }
  rung
}

fun sleepAll(tasks: Int): Int = runBlocking {
  var rung = 0
  coroutineScope {
    for (i in 0 until tasks) {
      launch {
        delay((i % 100).toLong())
        rung++
      }
    }
  }
  rung
}

/**
 * Begins that many, which wait with two ints and two objects to remember, says so when all of them
 * do, and sums up what they return.
 */
fun suspendAll(tasks: Int, names: Array<String>, waiting: Runnable): Long = runBlocking {
  val gate = CompletableDeferred<Int>()
  val all =
    Array(tasks) {
      async {
        val a = it % 2
        val b = names.size
        val c = names[a]
        val d: Any = names
        gate.await() + a + b + c.length + (if (d === c) 1 else 0)
      }
    }
  yield()
  waiting.run()
  gate.complete(1)
  var sum = 0L
  for (task in all) {
    sum += task.await()
  }
  sum
}
