package dev.hookstream.dispatcher.trace;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Trace;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Which spans there are of a trace, by what records say. A traceparent here is version 00. */
final class Spans {
  private static final int TRACE_ID = 3;
  private static final int SPAN_ID = 36;
  private static final int FLAGS = 53;

  private Spans() {}

  static boolean isSampled(Trace trace) {
    String parent = trace.getTraceparent();
    return (Character.digit(parent.charAt(parent.length() - 1), 16) & 1) != 0;
  }

  static String traceId(Trace trace) {
    return trace.getTraceparent().substring(TRACE_ID, SPAN_ID - 1);
  }

  /** That of the producer's span. */
  static String spanId(Trace trace) {
    return trace.getTraceparent().substring(SPAN_ID, FLAGS - 1);
  }

  /** The same trace with another span in it, for a request's header. */
  static Trace within(Trace trace, String spanId) {
    String flags = trace.getTraceparent().substring(FLAGS);
    return new Trace("00-" + traceId(trace) + '-' + spanId + '-' + flags, trace.getTracestate());
  }

  static Context parent(Trace trace, String spanId) {
    return Context.root()
        .with(
            Span.wrap(
                SpanContext.createFromRemoteParent(
                    traceId(trace),
                    spanId,
                    TraceFlags.fromHex(trace.getTraceparent(), FLAGS),
                    TraceState.getDefault())));
  }

  /** The span in which an event was read and matched. */
  static String ofEvent(Trace trace, int partition, long offset) {
    return id(traceId(trace) + '/' + partition + '/' + offset);
  }

  /** The span in which a lane let a delivery out. */
  static String ofRelease(DeliveryRef ref, int round, int attempt, long at) {
    return id(ref.getDeliveryId() + '/' + round + '/' + attempt + '/' + at);
  }

  static void describe(SpanBuilder span, DeliveryRef ref, int round, int attempt) {
    span.setAttribute("hookstream.delivery.id", ref.getDeliveryId())
        .setAttribute("hookstream.event.id", ref.getEventId())
        .setAttribute("hookstream.event.type", ref.getEventType())
        .setAttribute("hookstream.workspace.id", ref.getWorkspaceId())
        .setAttribute("hookstream.webhook.id", ref.getEndpointId())
        .setAttribute("hookstream.contract", ref.getContract())
        .setAttribute("hookstream.round", (long) round)
        .setAttribute("hookstream.attempt", (long) attempt);
  }

  private static String id(String of) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(of.getBytes(StandardCharsets.UTF_8));
      long id = ByteBuffer.wrap(hash).getLong();
      return SpanId.fromLong(id == 0 ? 1 : id); // 0 is none
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
