package dev.bobbin.samples.desktop;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.IntConsumer;

/** Reads a file from the network as it comes, and keeps its digest alone. */
final class Download {

  private final HttpClient client = HttpClient.newHttpClient(); // takes a while, the first time
  private final URI file;

  Download(URI file) {
    this.file = file;
  }

  /**
   * @param progress is told the percentage, on the loop's thread
   * @return the SHA-256; fails with IOException. Cancelling it closes the connection
   */
  @Async
  Task<byte[]> run(IntConsumer progress) {
    HttpRequest get = HttpRequest.newBuilder(file).build();
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
        await(client.sendAsync(get, BodyHandlers.ofPublisher()));
    long size = response.headers().firstValueAsLong("Content-Length").orElse(0);
    if (response.statusCode() != 200 || size == 0) {
      return Task.failed(new IOException("status " + response.statusCode() + ", size " + size));
    }
    MessageDigest digest = sha256();
    long received = 0;
    try (var parts = AsyncStream.from(response.body()).iterator()) {
      while (await(parts.hasNext())) {
        for (ByteBuffer part : parts.next()) {
          received += part.remaining();
          digest.update(part); // some kilobytes: too little to be worth another thread
        }
        progress.accept((int) (100 * received / size));
      }
    }
    return Task.of(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
