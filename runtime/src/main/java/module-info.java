/** Bobbin: async/await for Java on a single-threaded event loop. */
module dev.bobbin {
  requires java.management;
  requires static jdk.jfr; // where it is not, nothing is recorded
  requires static org.jspecify;
  requires static org.junit.jupiter.api; // for dev.bobbin.test alone

  exports dev.bobbin;
  exports dev.bobbin.net;
  exports dev.bobbin.process;
  exports dev.bobbin.stream;
  exports dev.bobbin.sync;
  exports dev.bobbin.test;
  // Woven code in any module extends CoroutineFrame, which makes the package no API.
  exports dev.bobbin.internal;
}
