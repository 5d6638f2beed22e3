package dev.bobbin.jmh.net;

import java.util.function.IntConsumer;

/** One way to write a server of one thread. */
interface Server {

  /**
   * Serves for good.
   *
   * @param http answers requests with a hello; otherwise sends back what comes
   * @param listening is told the port once connections are accepted
   */
  void serve(boolean http, IntConsumer listening) throws Exception;
}
