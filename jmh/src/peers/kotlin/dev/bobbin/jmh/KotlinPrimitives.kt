@file:JvmName("KotlinPrimitives")

package dev.bobbin.jmh

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.openjdk.jmh.infra.Blackhole

private val ball = Any()

fun play(capacity: Int, rounds: Int): Int = runBlocking {
  val there = Channel<Any>(capacity)
  val back = Channel<Any>(capacity)
  var count = 0
  launch {
    for (i in 0 until rounds) {
      back.send(there.receive())
    }
  }
  for (i in 0 until rounds) {
    there.send(ball)
    back.receive()
    count++
  }
  count
}

fun contend(tasks: Int): Int = runBlocking {
  val mutex = Mutex()
  var entered = 0
  coroutineScope {
    for (i in 0 until tasks) {
      launch {
        mutex.withLock {
          yield()
          entered++
        }
      }
    }
  }
  entered
}

fun mutex(): Any = Mutex()

fun semaphore(): Any = Semaphore(10)

fun deferred(): Any = CompletableDeferred<Unit>()

fun channel(capacity: Int): Any = Channel<Any>(capacity)

fun openScopes(count: Int, hole: Blackhole): Int = runBlocking {
  for (i in 0 until count) {
    coroutineScope { hole.consume(this) }
  }
  count
}

fun setTimeouts(count: Int, hole: Blackhole): Int = runBlocking {
  for (i in 0 until count) {
    withTimeout(60_000) { hole.consume(this) }
  }
  count
}
