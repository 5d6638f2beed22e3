package dev.bobbin.samples;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What has happened so far in a crawl: plain counters and a plain list, which 20 workers update and
 * the progress line reads without a lock, because all of them live on the loop thread.
 */
final class Tally {

  /** A page that could not be read, and why. */
  record Failure(URI uri, URI foundOn, String reason, int attempts) {}

  final long began = System.nanoTime();
  final List<Failure> failures = new ArrayList<>();
  int pages;
  int redirects;
  long bytes;
  int retries;
  int stopped;

  // A request is one attempt at a page.
  int underWay;
  int mostUnderWay;
  long requestNanos;

  void requestBegan() {
    underWay++;
    mostUnderWay = Math.max(mostUnderWay, underWay);
  }

  void requestEnded(long nanos) {
    underWay--;
    requestNanos += nanos;
  }

  long elapsedNanos() {
    return System.nanoTime() - began;
  }
}
