/** Bobbin: async/await for Java on a single-threaded event loop. */
module dev.bobbin {
  requires static org.jspecify;

  exports dev.bobbin;
  exports dev.bobbin.stream;
  exports dev.bobbin.sync;
  // Woven code in any module extends CoroutineFrame, which makes the package no API.
  exports dev.bobbin.internal;
}
