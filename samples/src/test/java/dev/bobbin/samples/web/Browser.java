package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncProcess;
import dev.bobbin.stream.AsyncIterator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A page in Chromium without a window, which is told what to do in the DevTools protocol. */
final class Browser implements AsyncCloseable {

  static final String MISSING = "no chromium on the path: apt-get install chromium";

  private static final String LISTENING = "DevTools listening on ws:";

  private final ServerDirectory directory;
  private final AsyncProcess process;
  private final Page page = new Page();
  private @Nullable WebSocket socket;
  private int requests;

  private Browser(ServerDirectory directory, AsyncProcess process) {
    this.directory = directory;
    this.process = process;
  }

  static Optional<Path> program() throws IOException {
    return ServerDirectory.find("chromium");
  }

  @Async
  static Task<Browser> start(Path chromium) {
    ServerDirectory directory = await(ServerDirectory.create());
    ProcessBuilder command =
        directory.command(
            chromium,
            "--headless",
            "--no-sandbox", // which neither root nor most containers can have
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            "--user-data-dir=" + directory.resolve("profile"),
            "about:blank");
    command.environment().put("HOME", directory.toString());
    command.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Browser browser = new Browser(directory, await(AsyncProcess.start(command)));
    try {
      await(browser.connect());
      return Task.of(browser);
    } catch (Throwable failure) {
      await(browser.closeAsync());
      throw failure;
    }
  }

  @Async
  private Task<Void> connect() {
    List<String> said = new ArrayList<>();
    AsyncIterator<String> lines = process.stderr().lines().iterator();
    while (said.stream().noneMatch(line -> line.startsWith(LISTENING))) {
      if (!await(lines.hasNext())) {
        throw new IllegalStateException("chromium has ended: " + String.join("\n", said));
      }
      said.add(lines.next());
    }
    String address = said.get(said.size() - 1).substring(LISTENING.length());
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http:" + address).resolve("/json")).build();
    JsonArray targets =
        new JsonArray(await(client.sendAsync(list, BodyHandlers.ofString())).body());
    for (int i = 0; i < targets.size(); i++) {
      JsonObject target = targets.getJsonObject(i);
      if (target.getString("type").equals("page")) {
        URI uri = URI.create(target.getString("webSocketDebuggerUrl"));
        socket = await(client.newWebSocketBuilder().buildAsync(uri, page));
      }
    }
    JsonObject size = JsonObject.of("width", 720, "height", 640, "deviceScaleFactor", 1);
    await(ask("Emulation.setDeviceMetricsOverride", size.put("mobile", false)));
    return Task.done();
  }

  /** Called on the client's threads. */
  private static final class Page implements WebSocket.Listener {

    final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private final StringBuilder parts = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        JsonObject answer = new JsonObject(parts.toString());
        parts.setLength(0);
        if (answer.containsKey("id")) { // others are events
          asked.remove(answer.getInteger("id")).complete(answer);
        }
      }
      socket.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
      asked.values().forEach(answer -> answer.completeExceptionally(failure));
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      onError(socket, new IOException("chromium has closed the connection: " + reason));
      return null;
    }
  }

  @Async
  private Task<JsonObject> ask(String method, JsonObject parameters) {
    int id = ++requests;
    CompletableFuture<JsonObject> answered = new CompletableFuture<>();
    page.asked.put(id, answered);
    JsonObject request = JsonObject.of("id", id, "method", method, "params", parameters);
    await(socket.sendText(request.encode(), true));
    JsonObject answer = await(answered);
    if (!answer.containsKey("result")) {
      throw new IllegalStateException(request + " was answered by " + answer);
    }
    return Task.of(answer.getJsonObject("result"));
  }

  @Async
  Task<Void> open(URI address) {
    await(ask("Page.navigate", JsonObject.of("url", address.toString())));
    return Task.done();
  }

  /** The value of a JavaScript expression; that of a promise when it has one. */
  @Async
  Task<Object> evaluate(String expression) {
    JsonObject result =
        await(
            ask(
                "Runtime.evaluate",
                JsonObject.of(
                    "expression", expression, "awaitPromise", true, "returnByValue", true)));
    if (result.containsKey("exceptionDetails")) {
      throw new IllegalStateException(expression + " threw " + result);
    }
    return Task.of(result.getJsonObject("result").getValue("value"));
  }

  /** Waits until a JavaScript expression is true, which is looked at when the page changes. */
  @Async
  Task<Void> until(String condition) {
    await(
        evaluate(
            """
            new Promise(done => {
              const look = () => { if (%s) { changes.disconnect(); done(true); } };
              const changes = new MutationObserver(look);
              changes.observe(document,
                  { subtree: true, childList: true, characterData: true, attributes: true });
              look();
            })
            """
                .formatted(condition)));
    return Task.done();
  }

  /** With the mouse, in the middle of an element. */
  @Async
  Task<Void> click(String selector) {
    String middle =
        "(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector('%s')"
            + ".getBoundingClientRect())";
    JsonArray at = (JsonArray) await(evaluate(middle.formatted(selector)));
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      JsonObject event =
          JsonObject.of("type", type, "x", at.getValue(0), "y", at.getValue(1), "clickCount", 1);
      await(ask("Input.dispatchMouseEvent", event.put("button", "left")));
    }
    return Task.done();
  }

  /** On the keyboard, into what has the focus. */
  @Async
  Task<Void> type(String text) {
    await(ask("Input.insertText", JsonObject.of("text", text)));
    return Task.done();
  }

  /** As a PNG. */
  @Async
  Task<byte[]> screenshot() {
    JsonObject shot = await(ask("Page.captureScreenshot", JsonObject.of("format", "png")));
    return Task.of(Base64.getDecoder().decode(shot.getString("data")));
  }

  @Override
  @Async
  public Task<Void> closeAsync() {
    if (socket != null) {
      socket.abort();
    }
    await(process.destroy(Duration.ofSeconds(10)));
    await(process.closeAsync());
    return directory.closeAsync();
  }
}
