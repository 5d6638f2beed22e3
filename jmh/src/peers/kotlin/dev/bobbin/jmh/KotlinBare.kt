package dev.bobbin.jmh

import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.createCoroutineUnintercepted
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn

/**
 * The workloads on what the compiler makes of suspend functions and nothing else: a ring of
 * continuations for a loop, and the least that a task and a promise can be. The limit of Kotlin's
 * way, as HandLoop is that of all.
 */
class KotlinBare(places: Int) {
  private val ring = arrayOfNulls<Continuation<Unit>>(places)
  private var head = 0
  private var tail = 0

  private fun ready(continuation: Continuation<Unit>) {
    ring[tail++ and (ring.size - 1)] = continuation
  }

  fun turns() {
    while (head != tail) {
      val continuation = ring[head++ and (ring.size - 1)]!!
      continuation.resumeWith(Result.success(Unit))
    }
  }

  private suspend fun turn(): Unit = suspendCoroutineUninterceptedOrReturn {
    ready(it)
    COROUTINE_SUSPENDED
  }

  /** What is waited for, by one. */
  open class Promise<T> {
    private var done = false
    private var value: T? = null
    private var waiter: Continuation<T>? = null

    fun complete(result: T) {
      done = true
      value = result
      waiter?.resumeWith(Result.success(result))
    }

    @Suppress("UNCHECKED_CAST") fun result(): T = if (done) value as T else error("not done")

    suspend fun await(): T = suspendCoroutineUninterceptedOrReturn {
      if (done) {
        value
      } else {
        waiter = it
        COROUTINE_SUSPENDED
      }
    }
  }

  /** Where a suspend function ends that was started by itself. */
  private class Task<T> : Promise<T>(), Continuation<T> {
    override val context
      get() = EmptyCoroutineContext

    override fun resumeWith(result: Result<T>) = complete(result.getOrThrow())
  }

  private fun <T> begin(code: suspend () -> T): Promise<T> {
    val task = Task<T>()
    val result = code.startCoroutineUninterceptedOrReturn(task)
    if (result !== COROUTINE_SUSPENDED) {
      @Suppress("UNCHECKED_CAST") task.complete(result as T)
    }
    return task
  }

  private fun <T> run(code: suspend () -> T): T {
    val task = begin(code)
    turns()
    return task.result()
  }

  private fun <T> fork(code: suspend () -> T): Promise<T> {
    val task = Task<T>()
    ready(code.createCoroutineUnintercepted(task))
    return task
  }

  fun yieldOften(times: Int): Int = run {
    var sum = 0
    for (i in 0 until times) {
      turn()
      sum += i
    }
    sum
  }

  fun awaitOften(times: Int): Int = run {
    var sum = 0
    for (i in 0 until times) {
      sum += fork { 1 }.await()
    }
    sum
  }

  fun chainOften(depth: Int, times: Int): Int = run {
    var sum = 0
    for (i in 0 until times) {
      sum += chain(depth)
    }
    sum
  }

  private suspend fun chain(depth: Int): Int {
    if (depth == 1) {
      turn()
      return 1
    }
    return chain(depth - 1) + 1
  }

  /** A place for one item, and one who waits for it or for the place. */
  private class Place(private val capacity: Int) {
    private var item: Any? = null
    private var waiter: Continuation<Unit>? = null

    suspend fun put(item: Any, loop: KotlinBare) {
      while (this.item != null) {
        waits()
      }
      this.item = item
      wake(loop)
      while (capacity == 0 && this.item != null) {
        waits()
      }
    }

    suspend fun take(loop: KotlinBare): Any {
      while (item == null) {
        waits()
      }
      val taken = item!!
      item = null
      wake(loop)
      return taken
    }

    private suspend fun waits(): Unit = suspendCoroutineUninterceptedOrReturn {
      waiter = it
      COROUTINE_SUSPENDED
    }

    private fun wake(loop: KotlinBare) {
      waiter?.let { loop.ready(it) }
      waiter = null
    }
  }

  fun play(capacity: Int, rounds: Int): Int = run {
    val there = Place(capacity)
    val back = Place(capacity)
    val other = begin {
      var count = 0
      for (i in 0 until rounds) {
        back.put(there.take(this), this)
        count++
      }
      count
    }
    val ball = Any()
    var count = 0
    for (i in 0 until rounds) {
      there.put(ball, this)
      back.take(this)
      count++
    }
    count + other.await()
  }

  fun spawnAll(tasks: Int): Int = run {
    val spawned = ArrayList<Promise<Int>>(tasks)
    for (i in 0 until tasks) {
      spawned += begin { chain(1) }
    }
    var sum = 0
    for (task in spawned) {
      sum += task.await()
    }
    sum
  }

  fun skynet(leaves: Int): Long = run { tree(0, leaves) }

  private suspend fun tree(number: Long, leaves: Int): Long {
    if (leaves == 1) {
      turn()
      return number
    }
    val children = ArrayList<Promise<Long>>(10)
    for (i in 0 until 10) {
      children += begin { tree(number + i.toLong() * (leaves / 10), leaves / 10) }
    }
    var sum = 0L
    for (child in children) {
      sum += child.await()
    }
    return sum
  }

  /** Begins that many, which wait for a turn with two ints and two objects to remember. */
  fun suspendAll(tasks: Int, names: Array<String>): Array<Any> =
    Array(tasks) {
      begin {
        val a = it % 2
        val b = names.size
        val c = names[a]
        val d: Any = names
        turn()
        1 + a + b + c.length + (if (d === c) 1 else 0)
      }
    }

  /** Ends them all; the sum of what they return. */
  fun endAll(tasks: Array<Any>): Long {
    turns()
    var sum = 0L
    for (task in tasks) {
      sum += (task as Promise<*>).result() as Int
    }
    return sum
  }
}
