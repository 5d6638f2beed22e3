package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.timeout;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.samples.http.Request;
import dev.bobbin.samples.http.Response;
import dev.bobbin.samples.web.Poll.RefusedException;
import dev.bobbin.samples.web.Poll.Results;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What the poll looks like over HTTP. */
final class Api {

  /** How long an answer may take. */
  static final Duration LIMIT = Duration.ofSeconds(2);

  private final Poll poll;
  private final byte[] page;

  Api(Poll poll) {
    this.poll = poll;
    try (InputStream resource = Api.class.getResourceAsStream("poll.html")) {
      if (resource == null) {
        throw new IllegalStateException("poll.html is not beside " + Api.class);
      }
      page = resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Async
  Task<Response> answer(Request request) {
    try {
      return Task.of(await(timeout(LIMIT, () -> route(request))));
    } catch (TimeoutException late) { // and the database has been told
      String why = "The database took longer than " + LIMIT.toSeconds() + " s.\n";
      return Task.of(Response.text(why).withStatus(504));
    }
  }

  @Async
  private Task<Response> route(Request request) {
    return switch (request.method() + " " + request.path()) {
      case "GET /" -> Task.of(Response.of("text/html; charset=utf-8", page));
      case "GET /results" -> Task.of(json(await(poll.results())));
      case "GET /events" -> Task.of(Response.events(poll.watch().map(Api::text)));
      case "POST /votes" -> vote(fields(new String(await(request.body()), UTF_8)));
      case "GET /pause" -> pause(request);
      default -> Task.of(Response.text("There is no " + request + ".\n").withStatus(404));
    };
  }

  @Async
  private Task<Response> vote(Map<String, String> fields) {
    String voter = fields.getOrDefault("voter", "").strip();
    String choice = fields.getOrDefault("choice", "");
    if (voter.isEmpty() || voter.length() > 40 || !choice.matches("\\d{1,9}")) {
      return Task.of(
          Response.text("A vote has a voter, of 1 to 40 characters, and the number of a choice.\n")
              .withStatus(400));
    }
    try {
      await(poll.vote(voter, Integer.parseInt(choice)), RefusedException.class);
      return Task.of(Response.text("Thank you, " + voter + ".\n").withStatus(201));
    } catch (RefusedException refused) {
      return Task.of(Response.text(refused.getMessage() + "\n").withStatus(409));
    }
  }

  @Async
  private Task<Response> pause(Request request) {
    String query = request.target().substring(request.path().length());
    String seconds = fields(query.replaceFirst("\\?", "")).getOrDefault("seconds", "60");
    if (!seconds.matches("\\d{1,4}")) {
      return Task.of(Response.text("A pause has a number of seconds.\n").withStatus(400));
    }
    await(poll.pause(Integer.parseInt(seconds)));
    return Task.of(Response.text("That was " + seconds + " s.\n"));
  }

  /** Of a form, or of a query. */
  private static Map<String, String> fields(String form) {
    Map<String, String> fields = new HashMap<>();
    for (String field : form.split("&")) {
      String[] parts = field.split("=", 2);
      fields.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
    }
    return fields;
  }

  private static Response json(Results results) {
    return Response.of("application/json", text(results).getBytes(UTF_8));
  }

  private static String text(Results results) {
    JsonArray choices = new JsonArray();
    results
        .choices()
        .forEach(
            c -> choices.add(JsonObject.of("id", c.id(), "name", c.name(), "votes", c.votes())));
    return JsonObject.of(
            "choices",
            choices,
            "voters",
            results.voters(),
            "latest",
            new JsonArray(results.latest()))
        .encode();
  }
}
