package demo

import dev.bobbin.Async
import dev.bobbin.Bobbin.await
import dev.bobbin.Task

class Shop(private val prices: Prices) {
  @Async
  fun total(articles: List<String>): Task<Int> {
    var sum = 0
    for (article in articles) {
      sum += await(prices.of(article))
    }
    return Task.of(sum)
  }
}
