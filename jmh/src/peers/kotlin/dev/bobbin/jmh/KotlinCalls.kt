@file:JvmName("KotlinCalls")

package dev.bobbin.jmh

import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.runBlocking

/** Where the calls end that are made from Java; they never suspend, so it is never told. */
object NeverResumed : Continuation<Any?> {
  override val context: CoroutineContext
    get() = EmptyCoroutineContext

  override fun resumeWith(result: Result<Any?>) = error("it suspended")
}

/** As a user writes it: within one coroutine. */
fun chainInCoroutine(start: Int, times: Int): Int = runBlocking {
  var sum = 0
  for (i in 0 until times) {
    sum += call1(start)
  }
  sum
}

suspend fun call1(n: Int): Int = call2(n) + 1

suspend fun call2(n: Int): Int = call3(n) + 1

suspend fun call3(n: Int): Int = call4(n) + 1

suspend fun call4(n: Int): Int = call5(n) + 1

suspend fun call5(n: Int): Int = call6(n) + 1

suspend fun call6(n: Int): Int = call7(n) + 1

suspend fun call7(n: Int): Int = call8(n) + 1

suspend fun call8(n: Int): Int = call9(n) + 1

suspend fun call9(n: Int): Int = call10(n) + 1

suspend fun call10(n: Int): Int = n
