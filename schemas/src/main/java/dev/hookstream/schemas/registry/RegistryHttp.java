package dev.hookstream.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a registry until it answers or the caller's time is up: every address in turn, beginning
 * with the one that answered last, with back-off. An answer is 200, or a refusal in the registry's
 * own form; a bare 404 from a proxy or a wrong path is none, since it would make good events bad.
 * Thread-safe.
 */
final class RegistryHttp {
  private static final Logger log = LoggerFactory.getLogger(RegistryHttp.class);
  private static final String TYPE = "application/vnd.schemaregistry.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RegistrySettings settings;
  private final HttpClient client;
  private final Backoff backoff;
  private final LongSupplier nanos;
  private final AtomicInteger current = new AtomicInteger();

  RegistryHttp(RegistrySettings settings, Backoff backoff, LongSupplier nanos) {
    this.settings = settings;
    this.backoff = backoff;
    this.nanos = nanos;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout());
    if (settings.ssl() != null) {
      builder.sslContext(settings.ssl());
    }
    this.client = builder.build();
  }

  RegistryAnswer get(String path, Duration atMost) {
    return ask(path, null, atMost);
  }

  RegistryAnswer post(String path, JsonNode body, Duration atMost) {
    return ask(path, body.toString(), atMost);
  }

  private RegistryAnswer ask(String path, @Nullable String body, Duration atMost) {
    long end = nanos.getAsLong() + atMost.toNanos();
    for (int failures = 0; ; ) {
      int at = Math.floorMod(current.get(), settings.urls().size());
      URI target = URI.create(settings.urls().get(at) + path);
      String problem;
      @Nullable IOException cause = null;
      try {
        var response = client.send(request(target, at, body, end), BodyHandlers.ofString());
        RegistryAnswer answer = answer(response.statusCode(), response.body());
        if (answer != null) {
          return answer;
        }
        problem = problem(response.statusCode());
      } catch (IOException e) {
        problem = "cannot be reached: " + e;
        cause = e;
      } catch (InterruptedException e) {
        throw interrupted(target, e);
      }
      failures++;
      current.compareAndSet(at, at + 1);
      Duration left = Duration.ofNanos(end - nanos.getAsLong());
      if (left.isNegative() || left.isZero()) {
        throw new RegistryUnavailableException(
            "the schema registry at " + target + " " + problem + " (" + failures + " tries)",
            cause);
      }
      log.atWarn()
          .addKeyValue("registry", target)
          .addKeyValue("tries", failures)
          .log("the schema registry {}; asking again", problem);
      try {
        backoff.pause(failures, left);
      } catch (InterruptedException e) {
        throw interrupted(target, e);
      }
    }
  }

  private HttpRequest request(URI target, int at, @Nullable String body, long end) {
    // Even where no time is left there is one try, with a time-out of its own.
    long left = Math.max(end - nanos.getAsLong(), Duration.ofMillis(100).toNanos());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(Duration.ofNanos(Math.min(left, settings.readTimeout().toNanos())))
            .header("Accept", TYPE + ", application/json");
    String authorization = settings.authorizations().get(at);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (body == null) {
      return request.GET().build();
    }
    return request.header("Content-Type", TYPE).POST(BodyPublishers.ofString(body)).build();
  }

  private static @Nullable RegistryAnswer answer(int status, String body) {
    if (status != 200 && status != 404 && status != 409 && status != 422) {
      return null;
    }
    try {
      JsonNode json = JSON.readTree(body);
      boolean understood = json != null && json.isObject();
      if (understood && (status == 200 || json.path("error_code").isInt())) {
        return new RegistryAnswer(status, json);
      }
      return null;
    } catch (JsonProcessingException e) {
      // Not a registry's answer: the caller says so with the status.
      return null;
    }
  }

  private static String problem(int status) {
    return switch (status) {
      case 401, 403 -> "refuses our credentials (" + status + ")";
      case 200, 404, 409, 422 ->
          "answers "
              + status
              + " but not as a registry does: is the path in schema.registry.url"
              + " right?";
      default -> "answers " + status;
    };
  }

  private static RegistryUnavailableException interrupted(URI target, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RegistryUnavailableException("interrupted while asking " + target, e);
  }
}
