package dev.bobbin.samples.http;

/** A request that cannot be served, and the status that says so. The connection ends with it. */
public final class RequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  RequestException(int status, String message) {
    super(message, null, false, false); // the client's fault: there is nothing to trace here
    this.status = status;
  }

  static RequestException bad(String message) {
    return new RequestException(400, message);
  }

  public int status() {
    return status;
  }
}
