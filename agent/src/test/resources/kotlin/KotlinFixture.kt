package dev.bobbin.weave.fixtures

import dev.bobbin.Async
import dev.bobbin.AsyncCallable
import dev.bobbin.Bobbin.await
import dev.bobbin.Task
import dev.bobbin.weave.fixtures.Stages.failing
import dev.bobbin.weave.fixtures.Stages.later
import dev.bobbin.weave.fixtures.Stages.step

inline fun <T> logged(name: String, block: () -> T): T {
  step("enter $name")
  try {
    return block()
  } finally {
    step("leave $name")
  }
}

inline fun repeated(times: Int, crossinline block: (Int) -> Unit) {
  for (i in 0 until times) block(i)
}

@Async
fun topLevel(text: String): Task<String> = Task.of(text + await(later("top")))

@Async
fun String.twice(): Task<String> = Task.of(this + await(later(this)))

@JvmInline
value class Metres(val value: Long)

object Single {
  private var calls = 0

  @Async
  fun count(): Task<Int> {
    calls += await(later(1))
    return Task.of(calls)
  }
}

sealed interface Shape

data class Circle(val r: Int, val name: String?) : Shape

data class Square(val a: Long) : Shape

object Nothing : Shape

class Resource(private val name: String) : AutoCloseable {
  override fun close() {
    step("close $name")
  }
}

interface Defaults {
  @Async
  fun inherited(): Task<String> = Task.of("default " + await(later("method")) + number())

  fun number(): Int
}

open class KotlinFixture : Defaults {

  override fun number() = 7

  @Async
  open fun tryAndFinally(): Task<String> {
    var out = ""
    for (i in 0..4) {
      try {
        out += await(later("a$i"))
        if (i == 1) continue
        if (i == 3) break
        val thrown = try {
          await(failing<Int>(IllegalStateException("$i")))
        } catch (e: IllegalStateException) {
          await(later(e.message!!.length)) + i
        } finally {
          out += await(later("."))
        }
        out += thrown
      } finally {
        out += await(later(";")) + step(i)
      }
    }
    return Task.of(out)
  }

  /** What a try has below it on the operand stack goes to variables, new objects included. */
  @Async
  open fun tryAsOperand(): Task<String> {
    val text = StringBuilder("<").append(
      Circle(
        await(later(1)) + try { await(later(2)) } catch (e: Exception) { 0 },
        try { await(failing<String>(Exception("x"))) } catch (e: Exception) { e.message + await(later("!")) }))
    return Task.of(text.append(await(later(">"))).toString())
  }

  @Async
  open fun whenOverEverything(): Task<String> {
    var out = ""
    for (o in listOf(Circle(1, "c"), Circle(2, null), Square(3), Nothing)) {
      out += when (o) {
        is Circle -> when (val name = o.name) {
          null -> await(later("unnamed"))
          "c" -> name + await(later(o.r))
          else -> "never"
        }
        is Square -> when (await(later(o.a))) {
          in 1L..2L -> "small"
          3L, 4L -> "large" + await(later(o.a * 2))
          else -> "huge"
        }
        else -> await(later("nothing"))
      }
    }
    return Task.of(out)
  }

  @Async
  open fun inlinedLambdas(): Task<String> {
    var sum = 0
    val text = logged("outer") {
      repeated(3) { i -> sum += logged("inner $i") { await(later(i)) } }
      listOf(3, 1, 2).map { await(later(it * 2)) }.filter { await(later(it > 2)) }
        .fold("") { all, next -> all + next + await(later(",")) }
    }
    return Task.of(text + sum)
  }

  @Async
  open fun nonLocalReturns(): Task<String> {
    logged("search") {
      listOf("a", "b", "c").forEach { letter ->
        Resource(letter).use {
          if (await(later(letter)) == "b") return Task.of("found " + await(later(letter)))
        }
      }
    }
    return Task.of("none")
  }

  private fun joined(a: String, b: Int = a.length, c: Long? = null, vararg d: String) =
    "$a $b $c ${d.joinToString()}"

  @Async
  @JvmOverloads
  open fun withDefaults(a: String = "A", b: Int = 2): Task<String> =
    Task.of(joined(await(later(a))) + joined(a, await(later(b)), d = arrayOf(await(later("v")))))

  @Async
  open fun callsDefaults(): Task<String> = Task.of(await(withDefaults()) + await(withDefaults("B")))

  @Async
  open fun templatesAndElvis(): Task<String> {
    val missing: String? = await(later<String>(null))
    val number: Int? = await(later(5))
    var boxed: Long? = null
    boxed = (boxed ?: await(later(8L))) + (number?.let { it + await(later(1)) } ?: -1)
    return Task.of("${missing ?: await(later("elvis"))} $number ${missing?.length} $boxed ${await(later(1.5f))}")
  }

  @Async
  open fun nullablePrimitives(): Task<String> {
    var sum: Int? = null
    for (i in 5 downTo 0 step 2) {
      sum = (sum ?: 0) + await(later(i))
      if (sum > 7) sum = null
    }
    val flags = BooleanArray(2) { await(later(it == 1)) }
    var b: Byte = await(later(3.toByte()))
    b++
    val c = await(later('c')) + b.toInt()
    return Task.of("$sum ${flags.toList()} $b $c")
  }

  @Async
  open fun lambdas(): Task<String> {
    var count = 0
    val add = AsyncCallable { count += await(later(2)); Task.of(count) }
    val local: (String) -> Task<String> = { text -> Task.of(text + await(later(count))) }
    return Task.of("" + await(add.call()) + await(add.call()) + await(local("L")))
  }

  @Async
  open fun destructuringAndLoops(): Task<String> {
    var out = ""
    outer@ for ((index, value) in listOf("x", "y", "z").withIndex()) {
      var k = 0
      do {
        val (r, name) = Circle(await(later(index)), value)
        if (r == 2) break@outer
        if (await(later(k)) == 1) continue@outer
        out += "$r$name${k++}"
      } while (await(later(k < 3)))
    }
    return Task.of(out)
  }

  @Async
  open fun lateinitAndSafeCasts(): Task<String> {
    lateinit var text: String
    val o: Any = await(later<Any>("any"))
    if (o is String && await(later(true))) text = o.uppercase()
    val number = (o as? Int) ?: await(later(3))
    return Task.of(text + number + (o as String).length)
  }

  /** In the class file its name has a suffix that no Java method could have. */
  @Async
  fun far(way: Metres, unit: String = "m"): Task<String> =
    Task.of("${way.value}${await(later(unit))}")

  @Async
  fun `a name with blänks`(): Task<String> = Task.of(await(later("blänks")))

  @Async
  open fun everyKindOfFunction(): Task<String> {
    val single = await(Single.count()) + await(Single.count())
    return Task.of(
      await(topLevel("at the ")) + await("x".twice()) + await(far(Metres(5))) +
        await(`a name with blänks`()) + (await(Single.count()) - single))
  }

  @get:Async
  val property: Task<String>
    get() = Task.of("property" + await(later(".")))

  @Async
  open fun localFunctionsAndProperties(): Task<String> {
    var count = 0
    @Async
    fun local(n: Int): Task<Int> {
      count += await(later(n))
      return Task.of(count)
    }
    return Task.of(await(property) + await(local(2)) + await(local(3)) + count)
  }

  @Async
  open fun lockedWithoutAwait(): Task<String> {
    val lock = Any()
    var out = await(later("a"))
    for (i in 0..2) {
      synchronized(lock) { out += Thread.holdsLock(lock) }
      out += await(later(i))
    }
    return Task.of(out)
  }

  @Async
  open fun resultsAndRanges(): Task<String> {
    val failed = runCatching { await(failing<String>(IllegalStateException("r"))) }
    val fine = runCatching { await(later("fine")) }.getOrThrow()
    var sum = 0L
    for (l in 10L downTo await(later(4L)) step 3) sum = sum * 10 + await(later(l))
    val list = buildList { for (c in 'a'..'c') add(await(later(c))) }
    return Task.of("${failed.exceptionOrNull()?.message} $fine $sum $list")
  }

  override fun toString() = "fixture"

  open fun fromCompanion(): Task<String> = staticLike("C")

  companion object {
    @Async
    @JvmStatic
    fun staticLike(text: String): Task<String> = Task.of(text + await(later("static")))
  }
}

class ChildFixture : KotlinFixture() {
  @Async
  override fun tryAndFinally(): Task<String> =
    Task.of("child " + await(later(1)) + await(super.tryAndFinally()) + await(super.inherited()))
}
