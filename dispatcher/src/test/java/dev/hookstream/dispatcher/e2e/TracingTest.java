package dev.hookstream.dispatcher.e2e;

import static dev.hookstream.dispatcher.e2e.Collector.hex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hookstream.dispatcher.testing.TestBroker;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A trace from the producer's headers to the receiver's, with a collector for the spans. */
class TracingTest {
  private static final String QUICK =
      """
      contract: quick
      timeout: 10s
      body: data
      signature:
        signed: "{body}"
        encoding: hex
        headers: {Signature: "{signature}"}
      secret: {made_by: ours}
      retry:
        delays: [1s, 1s]
      """;

  private static final String PRODUCERS = "b7ad6b7169203331";

  /** OpenTelemetry's own settings, so that nobody waits five seconds for a batch. */
  private static final Map<String, String> HURRY =
      Map.of("otel.bsp.schedule.delay", "100", "otel.exporter.otlp.timeout", "2000");

  @TempDir static Path folder;

  private static final Receiver RECEIVER = new Receiver();
  private static final Collector COLLECTOR = new Collector();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static RunningInstance instance;
  private static Publisher publisher;
  private static int traces;

  @BeforeAll
  static void start() throws Exception {
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("quick.yaml"), QUICK);
    HURRY.forEach(System::setProperty);
    instance =
        new RunningInstance(TestBroker.settings(), folder.resolve("state"))
            .with("CONTRACTS", contracts.toString())
            .with("TRACING_ENDPOINT", COLLECTOR.url())
            .start();
    HURRY.keySet().forEach(System::clearProperty);
    publisher = new Publisher(instance.kafka());
  }

  @AfterAll
  static void stop() {
    publisher.close();
    instance.close();
    RECEIVER.close();
    COLLECTOR.close();
  }

  private static String trace() {
    return "%032x".formatted(0xabc000 + ++traces);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }

  private static void publish(String workspace, String id, Header... headers) throws Exception {
    publisher
        .send(workspace, Publisher.jsonBytes(workspace, id, Samples.TYPE, Samples.DATA), headers)
        .get();
  }

  @Test
  void a_sampled_trace_reaches_the_receiver_through_a_retry_with_the_right_parents()
      throws Exception {
    RECEIVER.failing("/sampled", 1);
    instance.api().webhook("ws_sampled", "quick", RECEIVER.url("/sampled"), "*");
    String trace = trace();
    publish(
        "ws_sampled",
        "evt_sampled",
        header("traceparent", "00-" + trace + "-" + PRODUCERS + "-01"),
        header("tracestate", "congo=t61rcWkgMzE"));
    List<Arrival> arrivals = RECEIVER.next("/sampled", 2);
    Eventually.that("both attempts are spans", () -> COLLECTOR.spans(trace, "POST").size() == 2);

    Span process = COLLECTOR.spans(trace, "process " + instance.kafka().names().events()).get(0);
    List<Span> releases = COLLECTOR.spans(trace, "release");
    List<Span> posts = COLLECTOR.spans(trace, "POST");
    assertThat(hex(process.getParentSpanId())).isEqualTo(PRODUCERS);
    assertThat(releases).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(releases.get(i).getParentSpanId()).isEqualTo(process.getSpanId());
      assertThat(posts.get(i).getParentSpanId()).isEqualTo(releases.get(i).getSpanId());
      assertThat(posts.get(i).getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
      assertThat(arrivals.get(i).header("traceparent"))
          .isEqualTo("00-" + trace + "-" + hex(posts.get(i).getSpanId()) + "-01");
      assertThat(arrivals.get(i).header("tracestate")).isEqualTo("congo=t61rcWkgMzE");
    }
    assertThat(releases.get(1).getEventsList())
        .extracting(Span.Event::getName)
        .containsExactly("hookstream.retry.due");
  }

  @Test
  void what_is_not_sampled_goes_on_without_spans_and_nonsense_does_not() throws Exception {
    instance.api().webhook("ws_not", "quick", RECEIVER.url("/not"), "*");
    String unsampled = trace();
    publish("ws_not", "evt_0", header("traceparent", "00-" + unsampled + "-" + PRODUCERS + "-00"));
    assertThat(RECEIVER.next("/not").header("traceparent"))
        .isEqualTo("00-" + unsampled + "-" + PRODUCERS + "-00");
    publish(
        "ws_not", "evt_1", header("traceparent", "00-nonsense-01"), header("tracestate", "a=1"));
    publish("ws_not", "evt_2");
    for (Arrival arrival : RECEIVER.next("/not", 2)) {
      assertThat(arrival.headers()).doesNotContainKeys("traceparent", "tracestate");
    }
    // Spans are sent in the order in which they end: of these there would be some by now.
    String sampled = trace();
    publish("ws_not", "evt_3", header("traceparent", "00-" + sampled + "-" + PRODUCERS + "-01"));
    Eventually.that("a later one's", () -> COLLECTOR.spans(sampled, "POST").size() == 1);
    assertThat(COLLECTOR.spans(unsampled, "POST")).isEmpty();
    assertThat(COLLECTOR.spans(unsampled, "release")).isEmpty();
  }

  @Test
  void who_publishes_over_http_names_the_trace_in_the_requests_header() throws Exception {
    instance.api().webhook("ws_http", "quick", RECEIVER.url("/http"), "*");
    String trace = trace();
    assertThat(post("ws_http", "00-" + trace + "-" + PRODUCERS + "-01")).isEqualTo(202);
    Arrival arrival = RECEIVER.next("/http");
    assertThat(arrival.header("traceparent")).startsWith("00-" + trace + "-").endsWith("-01");
    assertThat(arrival.header("traceparent")).doesNotContain(PRODUCERS);
    assertThat(post("ws_http", "nonsense")).isEqualTo(202);
    assertThat(RECEIVER.next("/http").headers()).doesNotContainKey("traceparent");
    String[] two = {
      "00-" + trace() + "-" + PRODUCERS + "-01", "00-" + trace() + "-" + PRODUCERS + "-01"
    };
    assertThat(post("ws_http", two)).as("nobody can say which is meant").isEqualTo(202);
    assertThat(RECEIVER.next("/http").headers()).doesNotContainKey("traceparent");
  }

  @Test
  void a_collector_that_hangs_or_refuses_holds_up_nothing_and_is_told_of_once() throws Exception {
    instance.api().webhook("ws_down", "quick", RECEIVER.url("/down"), "*");
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    Logger logger = (Logger) LoggerFactory.getLogger("dev.hookstream.dispatcher.trace.ToldOnce");
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addAppender(logged);
    try {
      COLLECTOR.answer = 0;
      int asked = COLLECTOR.requests();
      deliverTraced(1);
      Eventually.that("it does not answer", () -> COLLECTOR.requests() > asked);
      deliverTraced(2);
      COLLECTOR.answer = 400;
      Eventually.that("it is told of", () -> !logged.list.isEmpty());
      for (int n = 3; n < 6; n++) {
        int then = COLLECTOR.requests();
        deliverTraced(n);
        Eventually.that("refused again", () -> COLLECTOR.requests() > then);
      }
      COLLECTOR.answer = 200;
      deliverTraced(6);
      Eventually.that("well again", () -> logged.list.size() > 1);
    } finally {
      COLLECTOR.answer = 200;
      logger.detachAppender(logged);
      logger.setLevel(before);
    }
    assertThat(logged.list)
        .extracting(line -> line.getLevel() + " " + line.getMessage().substring(0, 18))
        .containsExactly("WARN Spans are not take", "INFO Spans are taken ag");
  }

  private static void deliverTraced(int number) throws Exception {
    publish(
        "ws_down",
        "evt_down_" + number,
        header("traceparent", "00-" + trace() + "-" + PRODUCERS + "-01"));
    assertThat(RECEIVER.next("/down").eventId()).isEqualTo("evt_down_" + number);
  }

  private static int post(String workspace, String... parents) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + instance.port() + "/v1/events"))
            .header("Authorization", "Bearer " + RunningInstance.OPERATOR_KEY)
            .header("X-Workspace-Id", workspace)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"type\":\"%s\",\"data\":%s}".formatted(Samples.TYPE, Samples.DATA)));
    for (String parent : parents) {
      request.header("traceparent", parent);
    }
    return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
