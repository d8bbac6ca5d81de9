package dev.hookstream.dispatcher.trace;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Trace;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt has to do with its event's trace. Its span is an HTTP client's, by
 * OpenTelemetry's semantic conventions; of the URL it says scheme, host and port alone, since
 * query, user info and often the path are as good as a password. Ended once, on any thread.
 */
public final class AttemptTrace {
  private static final int FIRST_ERROR = 400;

  private final @Nullable Trace sent;
  private final @Nullable Span span;

  private AttemptTrace(@Nullable Trace sent, @Nullable Span span) {
    this.sent = sent;
    this.span = span;
  }

  /** Without a span of ours the receiver's hangs under the producer's, and none is missing. */
  static AttemptTrace passing(@Nullable Trace sent) {
    return new AttemptTrace(sent, null);
  }

  static AttemptTrace begin(Tracer tracer, Delivery delivery, Trace trace, boolean toReceivers) {
    DeliveryRef ref = delivery.getRef();
    String released =
        Spans.ofRelease(ref, delivery.getRound(), delivery.getAttempt(), delivery.getSignedAt());
    SpanBuilder builder =
        tracer
            .spanBuilder(delivery.getMethod())
            .setSpanKind(SpanKind.CLIENT)
            .setParent(Spans.parent(trace, released))
            .setAttribute("http.request.method", delivery.getMethod());
    Spans.describe(builder, ref, delivery.getRound(), delivery.getAttempt());
    if (delivery.getAttempt() > 1) {
      builder.setAttribute("http.request.resend_count", (long) delivery.getAttempt() - 1);
    }
    place(builder, delivery.getUrl());
    Span span = builder.startSpan();
    // An operator's own sampler may have left it out.
    Trace its = span.isRecording() ? Spans.within(trace, span.getSpanContext().getSpanId()) : trace;
    return new AttemptTrace(toReceivers ? its : null, span);
  }

  private static void place(SpanBuilder builder, String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      return; // its attempt says so
    }
    String host = uri.getHost();
    String scheme = uri.getScheme();
    if (host == null || scheme == null) {
      return;
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equalsIgnoreCase("http") ? 80 : 443;
    String shown = scheme + "://" + host + (uri.getPort() >= 0 ? ":" + port : "");
    builder
        .setAttribute("url.scheme", scheme)
        .setAttribute("url.full", shown + "/REDACTED")
        .setAttribute("server.address", host)
        .setAttribute("server.port", (long) port);
  }

  /** What the request's headers say; null for nothing. */
  public @Nullable Trace sent() {
    return sent;
  }

  /** The attempt is over. */
  public void ended(Attempt attempt) {
    Span its = span;
    if (its == null) {
      return;
    }
    Integer status = attempt.getStatus();
    if (status != null) {
      its.setAttribute("http.response.status_code", (long) status);
    }
    if (attempt.getResult() != AttemptResult.DELIVERED) {
      // Not in the receiver's words: they may say anything.
      its.setStatus(StatusCode.ERROR);
      its.setAttribute("error.type", type(attempt, status));
    }
    its.end();
  }

  private static String type(Attempt attempt, @Nullable Integer status) {
    return status != null && status >= FIRST_ERROR && attempt.getError() == ErrorKind.STATUS
        ? Integer.toString(status)
        : attempt.getError().name().toLowerCase(Locale.ROOT);
  }
}
