package dev.bobbin.samples;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The addresses still to visit. Workers that find none wait here, until another one finds a link or
 * all are idle, which is the end of the crawl.
 *
 * <p>Only the loop thread comes here, so plain collections do; compare it with a {@code
 * BlockingQueue} plus a concurrent set plus an atomic count.
 */
final class Frontier {

  /** An address, and the page on which it was found first. */
  record Link(URI target, URI foundOn) {}

  private final int limit;
  private final Set<String> sites = new HashSet<>();
  private final Set<URI> known = new HashSet<>();
  private final Deque<Link> waiting = new ArrayDeque<>();
  private final Deque<CompletableFuture<Optional<Link>>> idle = new ArrayDeque<>();
  private int accepted;
  private int unfinished;

  /**
   * @param limit how many addresses to hand out at most
   */
  Frontier(int limit) {
    this.limit = limit;
  }

  /** From now on links to {@code uri}'s host are followed, too. */
  void allow(URI uri) {
    sites.add(Links.site(uri));
  }

  /** Takes note of an address, unless it is known, elsewhere, or one too many. */
  void add(Link link) {
    if (!sites.contains(Links.site(link.target())) || !known.add(link.target())) {
      return;
    }
    if (accepted == limit) {
      return;
    }
    accepted++;
    unfinished++;
    if (idle.isEmpty()) {
      waiting.add(link);
    } else {
      idle.remove().complete(Optional.of(link));
    }
  }

  /** The next address, perhaps later; empty once everything has been visited. */
  CompletionStage<Optional<Link>> take() {
    if (!waiting.isEmpty() || unfinished == 0) {
      return CompletableFuture.completedFuture(Optional.ofNullable(waiting.poll()));
    }
    CompletableFuture<Optional<Link>> turn = new CompletableFuture<>();
    idle.add(turn);
    return turn;
  }

  /** To be called once for each address taken, after its links were added. */
  void finished() {
    unfinished--;
    if (unfinished == 0) {
      idle.forEach(turn -> turn.complete(Optional.empty()));
      idle.clear();
    }
  }

  int waiting() {
    return waiting.size();
  }

  /** How many addresses are known but were left out because of the limit. */
  int leftOut() {
    return known.size() - accepted;
  }
}
