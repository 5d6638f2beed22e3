package dev.bobbin.samples.generators;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;

/**
 * What an async stream makes is uploaded, and what is downloaded is an async stream: through the
 * publishers of {@link Flow}, which carry the back-pressure. So neither side holds the whole.
 */
final class Transfers {

  private static final int CHUNKS = 1000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Store store;
  private int made;
  private int mostUnderWay;

  Transfers(Store store) {
    this.store = store;
  }

  private AsyncStream<ByteBuffer> chunks() {
    return AsyncStream.generate(
        out -> {
          for (made = 1; made <= CHUNKS; made++) {
            mostUnderWay = Math.max(mostUnderWay, made - store.chunksReceived());
            await(out.emit(ByteBuffer.allocate(Store.CHUNK)));
          }
          return Task.done();
        });
  }

  @Async
  private Task<String> upload() {
    Flow.Publisher<ByteBuffer> body = chunks().toPublisher();
    HttpRequest put =
        HttpRequest.newBuilder(store.address()).PUT(BodyPublishers.fromPublisher(body)).build();
    return Task.of(await(client.sendAsync(put, BodyHandlers.ofString())).body());
  }

  @Async
  private Task<Long> download() {
    HttpRequest get = HttpRequest.newBuilder(store.address()).build();
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
        await(client.sendAsync(get, BodyHandlers.ofPublisher()));
    AsyncStream<List<ByteBuffer>> arrivals = AsyncStream.from(response.body());
    return arrivals
        .map(buffers -> buffers.stream().mapToLong(ByteBuffer::remaining).sum())
        .collect(Collectors.summingLong(Long::longValue));
  }

  @Async
  Task<Void> print() {
    System.out.println("uploaded:   " + await(upload()));
    System.out.println("under way:  at most " + mostUnderWay + " of " + CHUNKS + " chunks");
    System.out.println("downloaded: " + await(download()) + " bytes");
    return Task.done();
  }
}
