package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.secret.Keyring;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server on a free port of the loopback, whose every answer is held against openapi.yaml. */
final class ApiFixture implements AutoCloseable {
  static final String OPERATOR = "operator-key-of-the-test";
  static final Instant NOW = Instant.parse("2026-05-11T08:14:22.184Z");

  final FakeParts parts = new FakeParts();
  private final String oldKeyset = Keyring.generateJson();

  /** Has the key that sealed until the server's keyset got a new one. */
  final Keyring before = Keyring.fromJson(oldKeyset);

  final Keyring keyring = Keyring.fromJson(Keyring.rotateJson(oldKeyset));
  final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final ApiServer server;
  final int port;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AnswerCheck answers = new AnswerCheck();

  ApiFixture() {
    this(
        new ApiSettings(
            "127.0.0.1", 0, Optional.of(OPERATOR), 64 * 1024, Duration.ofSeconds(20), 4, 1_000));
  }

  ApiFixture(ApiSettings settings) {
    this(settings, Contracts.builtIn());
  }

  ApiFixture(ApiSettings settings, Contracts contracts) {
    server =
        new ApiServer(
            settings, parts.ports(), contracts, keyring, metrics, InstantSource.fixed(NOW), vertx);
    port = server.start().toCompletableFuture().join();
  }

  /** A key of a workspace, known to the server. */
  String key(String workspace, String contract, String... scopes) {
    String key = Keys.newKey();
    parts.keys.put(
        Keys.hash(key),
        new ApiKey(
            "key_" + parts.keys.size(),
            workspace,
            contract,
            null,
            scopes.length == 0 ? List.of("read", "manage", "publish") : List.of(scopes),
            NOW.toEpochMilli()));
    return key;
  }

  record Answer(int status, JsonNode json, String text, HttpResponse<byte[]> response) {
    Answer is(int expected) {
      assertThat(status).as(text).isEqualTo(expected);
      return this;
    }

    /** The pointers of a problem. */
    List<String> pointers() {
      return json.path("errors").findValuesAsText("pointer");
    }

    String at(String pointer) {
      return json.at(pointer).asText();
    }
  }

  Answer get(String path, @Nullable String key, String... headers) {
    return send("GET", path, key, null, headers);
  }

  Answer post(String path, @Nullable String key, String body, String... headers) {
    return send("POST", path, key, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer patch(String path, @Nullable String key, String body, String... headers) {
    return send("PATCH", path, key, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer send(
      String method, String path, @Nullable String key, byte @Nullable [] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(30))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    if (body != null && !List.of(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      JsonNode json = answers.check(method, URI.create(path).getPath(), response);
      String text = new String(response.body(), StandardCharsets.UTF_8);
      return new Answer(response.statusCode(), json, text, response);
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
