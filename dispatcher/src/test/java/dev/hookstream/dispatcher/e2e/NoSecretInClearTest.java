package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpServer;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.dispatcher.testing.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Every kind of secret goes through everything that is done with one; then all that an instance has
 * written anywhere is read, and holds none of them.
 */
class NoSecretInClearTest {
  private static final String WS = "ws_secrets";

  /** In clear on purpose: where it is not found, nothing was looked through. */
  private static final String MARK = "a-mark-that-is-no-secret";

  private static final String QUICK =
      """
      contract: quick
      timeout: 3s
      body: data
      signature:
        signed: "{body}"
        encoding: hex
        headers: {Signature: "{signature}"}
      secret: {made_by: ours}
      retry:
        delays: [1s]
      """;

  @TempDir private Path folder;

  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final Map<String, String> places = new TreeMap<>();
  private final List<String> webhooks = new ArrayList<>();

  @Test
  void afterAllThatIsDoneWithThemThereIsNoneAnywhere() throws Exception {
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(logged);
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("quick.yaml"), QUICK);
    Path state = folder.resolve("state");
    KafkaSettings kafka = TestBroker.settings();
    secrets.put("keyset", "");
    HttpServer echo = echo();
    try (RunningInstance instance =
        new RunningInstance(kafka, state).with("CONTRACTS", contracts.toString())) {
      instance.start();
      String keyset = instance.environment().get("HOOKSTREAM_KEYSET");
      secrets.put("keyset", Api.json(keyset).at("/key/0/keyData/value").asText().substring(0, 40));
      secrets.put("operator's key", RunningInstance.OPERATOR_KEY);
      use(instance.api(), "http://127.0.0.1:" + echo.getAddress().getPort());
    } finally {
      root.detachAppender(logged);
      echo.stop(0);
    }
    Written written = new Written();
    written.readTopics(kafka);
    written.readFiles(state);
    written.readLog(List.copyOf(logged.list));
    places.putAll(written.places());
    assertThat(places).hasSizeGreaterThan(20);
    // Not in the files: their blocks are packed, and hold what the changelogs hold.
    assertThat(places.entrySet().stream().filter(e -> e.getValue().contains(MARK)))
        .extracting(Map.Entry::getKey)
        .anyMatch(place -> place.startsWith("topic") && place.contains("changelog"))
        .anyMatch(place -> place.startsWith("topic") && place.contains("attempts"))
        .anyMatch(place -> place.startsWith("answer"));
    secrets.forEach(
        (name, secret) -> {
          assertThat(secret).as(name).isNotEmpty();
          for (String form : forms(secret)) {
            places.forEach(
                (place, text) ->
                    assertThat(text.contains(form)).as("%s in %s", name, place).isFalse());
          }
        });
  }

  /** Sends back all that it gets, fails, and gives a token to whoever asks at /token. */
  private static HttpServer echo() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          boolean token = exchange.getRequestURI().getPath().equals("/token");
          String answer =
              token
                  ? "{\"access_token\":\"the-token-itself-0123456789\",\"expires_in\":60}"
                  : new TextNode(exchange.getRequestHeaders() + body).toString();
          boolean fails = exchange.getRequestURI().getPath().equals("/fails");
          List<String> authorization = exchange.getRequestHeaders().get("Authorization");
          if (authorization != null) {
            exchange.getResponseHeaders().put("X-Echo", authorization);
          }
          byte[] bytes = answer.getBytes(UTF_8);
          exchange.sendResponseHeaders(fails ? 500 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private void use(Api api, String url) throws Exception {
    String secure = url.replace("http:", "https:"); // where it wants it so; nothing answers there
    secrets.put("token", "the-token-itself-0123456789");
    TestCertificate certificate = TestCertificate.create(folder, "client.example");
    String keyLine = certificate.key().lines().skip(1).findFirst().orElseThrow();
    secrets.put("client key", keyLine.strip());
    for (String path : List.of("/works", "/fails")) {
      for (String contract : List.of("standard", "aresgen", "hrizn", "aethenox", "quick")) {
        register(api, contract, url + path, "");
      }
      register(api, "ainative", secure + path, secret("caller's", "\"secret\":\"%s\"", path));
      register(
          api,
          "quick",
          url + path,
          secret("header", "\"headers\":{\"X-Key\":{\"value\":\"%s\",\"secret\":true}}", path));
      register(
          api,
          "quick",
          url + path,
          secret("bearer", "\"headers\":{\"Authorization\":\"Bearer %s\"}", path));
      register(
          api,
          "quick",
          url + path,
          secret(
              "basic",
              "\"headers\":{\"Authorization\":{\"basic\":{\"username\":\"ada\",\"password\":\"%s\"}}}",
              path));
      for (String auth : List.of("basic", "body")) {
        register(
            api,
            "quick",
            url + path,
            secret(
                "client secret in " + auth,
                "\"oauth2\":{\"token_url\":\""
                    + url
                    + "/token\",\"client_id\":\"me\",\"client_auth\":\""
                    + auth
                    + "\",\"client_secret\":\"%s\"}",
                path));
      }
      register(
          api,
          "quick",
          secure + path,
          "\"tls\":{\"certificate\":%s,\"private_key\":%s}"
              .formatted(new TextNode(certificate.chain()), new TextNode(certificate.key())));
    }
    JsonNode key =
        api.post(
            WS, "/v1/api-keys", "{\"workspace_id\":\"" + WS + "\",\"contract\":\"quick\"}", 201);
    secrets.put("API key", key.path("key").asText());
    publish(api, "quick");
    publish(api, "standard");
    for (String id : List.copyOf(webhooks)) {
      answer("test " + id, api.post(WS, "/v1/webhooks/" + id + "/test", "{}", 200).toString());
    }
    Eventually.that(
        "dead letters", () -> api.find(WS, "/v1/dead-letters").path("data").size() >= 5);
    for (String id : webhooks.subList(0, 3)) {
      JsonNode rotated = api.post(WS, "/v1/webhooks/" + id + "/rotate-secret", "{}", 200);
      secrets.put("rotated " + id, rotated.path("secret").asText());
    }
    publish(api, "standard");
    for (String path :
        List.of("/v1/webhooks", "/v1/audit", "/v1/dead-letters", "/v1/api-keys", "/metrics")) {
      answer(path, api.ask(WS, path).body());
    }
    for (String id : webhooks) {
      JsonNode page = api.find(WS, "/v1/webhooks/" + id + "/deliveries");
      answer("deliveries " + id, page.toString());
      for (JsonNode delivery : page.path("data")) {
        String path = "/v1/deliveries/" + delivery.path("id").asText();
        answer(path, api.ask(WS, path).body());
      }
    }
    // What is refused is not repeated either.
    int count = 0;
    for (String secret : List.copyOf(secrets.values())) {
      for (String body :
          List.of(
              "{\"url\":\"ftp://x\",\"events\":[\"*\"],\"secret\":\"%s\"}",
              "{\"url\":\"http://127.0.0.1/\",\"events\":[\"*\"],\"headers\":{\"Host\":\"%s\"}}",
              "{\"url\":\"http://127.0.0.1/\",\"events\":[\"*\"],\"oauth2\":{\"client_secret\":[\"%s\"]}}",
              "{\"url\":\"http://127.0.0.1/\",\"events\":[\"*\"],\"tls\":{\"certificate\":\"%s\",\"private_key\":\"%s\"}}",
              "{\"secret\":\"%s\" broken")) {
        HttpResponse<String> refused = api.offered(WS, "/v1/webhooks", body.replace("%s", secret));
        assertThat(refused.statusCode()).isBetween(400, 422);
        answer("refusal " + count++, refused.body());
      }
    }
  }

  private String secret(String kind, String json, String path) {
    String value = "s3cret-of-" + kind.replaceAll("[^a-z]", "") + path.replace('/', '-') + "+1";
    secrets.put(kind + path, value);
    return json.formatted(value);
  }

  private void register(Api api, String contract, String url, String more) throws Exception {
    String body =
        "{\"contract\":\"%s\",\"url\":\"%s\",\"events\":[\"*\"],\"description\":\"%s\"%s}"
            .formatted(contract, url, MARK, more.isEmpty() ? "" : "," + more);
    JsonNode made = api.post(WS, "/v1/webhooks", body, 201);
    webhooks.add(made.path("id").asText());
    String shown = made.path("secret").asText("");
    if (!shown.isEmpty()) {
      secrets.put("shown of " + made.path("id").asText(), shown);
    }
  }

  private static void publish(Api api, String product) throws Exception {
    String body = "{\"product\":\"%s\",\"type\":\"a.b\",\"data\":{\"m\":\"%s\"}}";
    api.post(WS, "/v1/events", body.formatted(product, MARK), 202);
  }

  private void answer(String of, String text) {
    places.put("answer to " + of, text);
  }

  /** In clear, and as it would stand in JSON, a URL, or base64 at any offset. */
  private static List<String> forms(String secret) {
    List<String> forms = new ArrayList<>(List.of(secret, URLEncoder.encode(secret, UTF_8)));
    if (secret.startsWith("whsec_")) {
      String base64 = secret.substring("whsec_".length());
      forms.add(base64);
      forms.add(new String(Base64.getDecoder().decode(base64), ISO_8859_1));
    }
    for (int offset = 0; offset < 3; offset++) {
      byte[] padded = ("x".repeat(offset) + secret).getBytes(UTF_8);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(padded);
      // Without what depends on its neighbours.
      forms.add(base64.substring(offset == 0 ? 0 : 4, base64.length() - 4));
    }
    return forms;
  }
}
