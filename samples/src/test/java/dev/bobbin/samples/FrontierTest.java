package dev.bobbin.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.bobbin.samples.Frontier.Link;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FrontierTest {

  private static final Link ROOT = link("http://a/");

  private final Frontier frontier = new Frontier(3);

  FrontierTest() {
    frontier.allow(ROOT.target());
    frontier.add(ROOT);
  }

  @Test
  void eachAddressIsHandedOutOnceAndOnlyOnItsSite() {
    frontier.add(ROOT);
    frontier.add(link("http://b/"));
    assertEquals(Optional.of(ROOT), take().join());
    assertFalse(take().isDone());
  }

  @Test
  void whoWaitsGetsTheNextAddressAndAllEndTogether() {
    assertEquals(Optional.of(ROOT), take().join());
    CompletableFuture<Optional<Link>> first = take();
    CompletableFuture<Optional<Link>> second = take();
    frontier.add(link("http://a/1"));
    assertEquals(Optional.of(link("http://a/1")), first.join());
    frontier.finished();
    assertFalse(second.isDone());
    frontier.finished();
    assertEquals(Optional.empty(), second.join());
    assertEquals(Optional.empty(), take().join());
  }

  @Test
  void nothingIsHandedOutBeyondTheLimit() {
    for (int page = 1; page <= 5; page++) {
      frontier.add(link("http://a/" + page));
    }
    assertEquals(3, frontier.waiting());
    assertEquals(3, frontier.leftOut());
  }

  private CompletableFuture<Optional<Link>> take() {
    return frontier.take().toCompletableFuture();
  }

  private static Link link(String target) {
    return new Link(URI.create(target), URI.create("http://a/"));
  }
}
