package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.trace.Export;
import dev.hookstream.dispatcher.trace.FixedIds;
import dev.hookstream.dispatcher.trace.Tracing;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Trace;
import dev.hookstream.schemas.Waiting;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a request says of the trace it belongs to, and which spans there are of it. */
class HttpExchangeTraceTest extends HttpExchangeFixture {
  private static final String ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String PRODUCERS = "b7ad6b7169203331";
  private static final Trace SAMPLED = new Trace("00-" + ID + "-" + PRODUCERS + "-01", "congo=t61");
  private static final Trace UNSAMPLED =
      new Trace("00-" + ID + "-" + PRODUCERS + "-00", "congo=t61");

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private Tracing exporting(boolean toReceivers) {
    FixedIds ids = new FixedIds();
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setIdGenerator(ids)
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    return Tracing.with(toReceivers, new Export(sdk, ids), "events", InstantSource.system());
  }

  /** Answers with this status, and notes what headers say of traces. */
  private String receiver(int status) {
    return receivers.http(
        request -> {
          request
              .headers()
              .forEach(
                  header -> {
                    if (header.getKey().toLowerCase(Locale.ROOT).startsWith("trace")) {
                      seen.add(header.getKey() + ": " + header.getValue());
                    }
                  });
          request.response().setStatusCode(status).end();
        });
  }

  private static Delivery in(Trace trace, String url) {
    Delivery delivery = Deliveries.to(url);
    delivery.getRef().setTrace(trace);
    return delivery;
  }

  @Test
  void aSampledTraceGoesOnWithASpanOfOurs() {
    Tracing tracing = exporting(true);
    trace(tracing);
    String url = receiver(204);
    Delivery delivery = in(SAMPLED, url);
    delivery.setUrl(url + "/s3cret?key=t0p");
    delivery.setAttempt(2);
    Event event = new Event("evt_1", "a.b", "ws_1", Instant.EPOCH, "{}", null);
    Waiting waiting = new Waiting(delivery.getRef(), DeliveryClass.LIVE, 0, 2, 5L, 1_000L, null);
    delivery.setSignedAt(4_000);
    tracing.released(waiting, 4_000);
    tracing.accepted(event, SAMPLED, 0, 7, 3, 900);
    Attempt attempt = send(delivery);

    SpanData release = span(0);
    SpanData process = span(1);
    SpanData post = span(2);
    assertThat(spans.getFinishedSpanItems()).hasSize(3);
    assertThat(spans.getFinishedSpanItems()).extracting(SpanData::getTraceId).containsOnly(ID);
    assertThat(process.getParentSpanId()).isEqualTo(PRODUCERS);
    assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(process.getName()).isEqualTo("process events");
    assertThat(release.getParentSpanId()).isEqualTo(process.getSpanId());
    assertThat(release.getStartEpochNanos()).isEqualTo(1_000_000_000L);
    assertThat(release.getEndEpochNanos()).isEqualTo(4_000_000_000L);
    assertThat(release.getEvents())
        .extracting(e -> e.getName())
        .containsExactly("hookstream.retry.due");
    assertThat(post.getParentSpanId()).isEqualTo(release.getSpanId());
    assertThat(post.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(post.getName()).isEqualTo("POST");
    assertThat(text(post, "http.request.method")).isEqualTo("POST");
    assertThat(text(post, "server.address")).isEqualTo("127.0.0.1");
    assertThat(text(post, "hookstream.delivery.id")).isEqualTo("dlv_1");
    assertThat(number(post, "http.response.status_code")).isEqualTo(204);
    assertThat(number(post, "http.request.resend_count")).isEqualTo(1);
    assertThat(spans.getFinishedSpanItems().toString()).doesNotContain("s3cret", "t0p");
    String own = "00-" + ID + "-" + post.getSpanId() + "-01";
    assertThat(seen).containsExactlyInAnyOrder("traceparent: " + own, "tracestate: congo=t61");
    assertThat(attempt.getRequestHeaders()).contains(new Header("traceparent", own, false));
    // Told again after an aborted transaction: the same spans, by their ids.
    tracing.accepted(event, SAMPLED, 0, 7, 3, 950);
    tracing.released(waiting, 4_000);
    assertThat(span(3).getSpanId()).isEqualTo(process.getSpanId());
    assertThat(span(4).getSpanId()).isEqualTo(release.getSpanId());
  }

  @Test
  void aFailureIsAnErrorNotInTheReceiversWords() {
    trace(exporting(true));
    send(in(SAMPLED, receiver(503)));
    send(in(SAMPLED, receivers.raw(socket -> socket.close())));
    send(in(SAMPLED, "ftp://receiver.example/"));
    assertThat(spans.getFinishedSpanItems())
        .extracting(span -> text(span, "error.type"))
        .containsExactly("503", "reset", "url_refused");
    assertThat(spans.getFinishedSpanItems())
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR)
        .allMatch(span -> span.getStatus().getDescription().isEmpty());
  }

  @Test
  void whatIsNotSampledGoesOnAsItCameWithoutASpan() {
    Tracing tracing = exporting(true);
    trace(tracing);
    Delivery delivery = in(UNSAMPLED, receiver(204));
    tracing.accepted(
        new Event("evt_1", "a.b", "ws_1", Instant.EPOCH, "{}", null), UNSAMPLED, 0, 7, 1, 900);
    tracing.released(new Waiting(delivery.getRef(), DeliveryClass.LIVE, 0, 1, 0L, 1L, null), 2);
    send(delivery);
    assertThat(spans.getFinishedSpanItems()).isEmpty();
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "traceparent: " + UNSAMPLED.getTraceparent(), "tracestate: congo=t61");
  }

  @Test
  void withoutAnExportASampledTraceGoesOnAsItCame() {
    send(in(SAMPLED, receiver(204)));
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "traceparent: " + SAMPLED.getTraceparent(), "tracestate: congo=t61");
  }

  @Test
  void anOperatorCanKeepTracesFromReceiversAndHasTheSpansAllTheSame() {
    trace(exporting(false));
    send(in(SAMPLED, receiver(204)));
    send(in(UNSAMPLED, receiver(204)));
    assertThat(seen).isEmpty();
    assertThat(spans.getFinishedSpanItems()).hasSize(1);
  }

  @Test
  void anOwnersOwnHeaderOfThatNameIsLeftAlone() {
    Delivery delivery = in(SAMPLED, receiver(204));
    List<Header> headers = new ArrayList<>(delivery.getHeaders());
    headers.add(new Header("TraceParent", "mine", false));
    delivery.setHeaders(headers);
    send(delivery);
    assertThat(seen).containsExactly("TraceParent: mine");
  }

  private SpanData span(int index) {
    return spans.getFinishedSpanItems().get(index);
  }

  private static String text(SpanData span, String key) {
    return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(key)));
  }

  private static long number(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.longKey(key));
  }
}
