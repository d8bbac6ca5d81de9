package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.api.port.Readiness;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What machines ask is answered whatever happens to other such questions. */
class StatusTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void a_slow_scrape_does_not_keep_the_api_from_saying_that_it_lives() throws Exception {
    try (ApiFixture api = new ApiFixture()) {
      aliveDuringAScrape(api.port, api.metrics);
    }
  }

  @Test
  void a_slow_scrape_does_not_keep_an_instance_without_tasks_from_saying_that_it_lives()
      throws Exception {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    status(metrics, List::of, port -> aliveDuringAScrape(port, metrics));
  }

  @Test
  void a_fault_is_answered_as_one() throws Exception {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    status(
        metrics,
        () -> {
          throw new IllegalStateException("a part that was not thought of");
        },
        port -> {
          HttpResponse<String> answer = client.send(get(port, "/readyz"), BodyHandlers.ofString());
          JsonNode problem = new ObjectMapper().readTree(answer.body());
          assertThat(answer.statusCode()).isEqualTo(500);
          assertThat(problem.path("type").asText()).endsWith("/internal");
          assertThat(problem.path("detail").asText())
              .contains("the log has it under")
              .doesNotContain("not thought of");
        });
  }

  private void aliveDuringAScrape(int port, MeterRegistry metrics) throws Exception {
    CountDownLatch scraping = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Gauge.builder("slow", () -> held(scraping, goOn)).register(metrics);
    CompletableFuture<HttpResponse<String>> scrape =
        client.sendAsync(get(port, "/metrics"), BodyHandlers.ofString());
    scraping.await();
    try {
      HttpResponse<String> alive = client.send(get(port, "/healthz"), BodyHandlers.ofString());
      assertThat(alive.statusCode()).isEqualTo(200);
      assertThat(scrape).isNotDone();
    } finally {
      goOn.countDown();
    }
    assertThat(scrape.join().body()).contains("slow 1.0");
  }

  private static double held(CountDownLatch reached, CountDownLatch goOn) {
    reached.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static HttpRequest get(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(15))
        .build();
  }

  private interface Checks {
    List<Readiness.Check> now();
  }

  private interface Question {
    void ask(int port) throws Exception;
  }

  private static void status(PrometheusMeterRegistry metrics, Checks checks, Question question)
      throws Exception {
    Readiness readiness =
        new Readiness() {
          @Override
          public List<Check> checks() {
            return checks.now();
          }

          @Override
          public Optional<String> dead() {
            return Optional.empty();
          }
        };
    Vertx vertx = Vertx.vertx();
    StatusServer server = new StatusServer(readiness, metrics, vertx);
    try {
      question.ask(server.start("127.0.0.1", 0).toCompletableFuture().join());
    } finally {
      server.close().toCompletableFuture().join();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
