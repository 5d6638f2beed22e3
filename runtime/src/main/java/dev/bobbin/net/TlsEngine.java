package dev.bobbin.net;

import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's TLS, whose bytes go from buffer to buffer, and what it computes on other threads
 * meanwhile. While it does so nobody may call anything else: it is locked, and the loop would wait.
 */
final class TlsEngine {

  private final SSLEngine engine;
  private @Nullable Task<?> computation;

  TlsEngine(SSLEngine engine) {
    this.engine = engine;
  }

  void begin() throws SSLException {
    engine.beginHandshake();
  }

  // === What it wants, and has found out ===

  HandshakeStatus status() {
    return engine.getHandshakeStatus();
  }

  /** Whether the engine asks for something beside data. */
  static boolean isService(HandshakeStatus status) {
    return status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP;
  }

  SSLSession session() {
    return engine.getSession();
  }

  /** What was chosen by ALPN; null if nothing, or while it computes. */
  @Nullable String protocol() {
    String chosen = computation != null ? null : engine.getApplicationProtocol();
    return chosen == null || chosen.isEmpty() ? null : chosen;
  }

  // === Records ===

  SSLEngineResult unwrap(ByteBuffer records, ByteBuffer into) throws SSLException {
    try {
      return engine.unwrap(records, into);
    } catch (RuntimeException e) {
      throw new SSLException(e.toString(), e);
    }
  }

  SSLEngineResult wrap(ByteBuffer[] data, ByteBuffer room) throws SSLException {
    try {
      return engine.wrap(data, room);
    } catch (RuntimeException e) {
      throw new SSLException(e.toString(), e);
    }
  }

  boolean isOutboundDone() {
    return engine.isOutboundDone();
  }

  /** The next record is this side's close_notify. */
  void closeOutbound() {
    engine.closeOutbound();
  }

  // === Computing ===

  boolean isComputing() {
    return computation != null;
  }

  /**
   * Computes what the engine asks for, on another thread.
   *
   * @param then called on the loop's thread, with null or what was thrown
   */
  void compute(Consumer<@Nullable Throwable> then) {
    Task<?> begun = Bobbin.blocking(this::runAll);
    computation = begun;
    begun.whenComplete(
        (done, thrown) -> {
          computation = null;
          then.accept(thrown);
        });
  }

  private boolean runAll() {
    for (Runnable each = engine.getDelegatedTask();
        each != null;
        each = engine.getDelegatedTask()) {
      each.run();
    }
    return true;
  }

  void cancelComputation() {
    if (computation != null) {
      computation.cancel(true);
    }
  }
}
