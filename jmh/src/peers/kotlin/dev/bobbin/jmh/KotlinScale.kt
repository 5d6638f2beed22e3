@file:JvmName("KotlinScale")

package dev.bobbin.jmh

import kotlinx.coroutines.Job
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
