package dev.hookstream.dispatcher.trace;

import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Trace;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.topology.trace.TraceWatch;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of sampled traces, where they are exported:
 *
 * <pre>
 * (the producer's) ◀── process events ◀── release ◀── POST ◀── (the receiver's)
 * </pre>
 *
 * What belongs to no trace costs one look at a null, and what is not sampled or not exported no
 * span. A parent's id follows from what its children know too, so no record carries it, and what is
 * done again after an aborted transaction has the same one. Thread-safe; never waits.
 */
public final class Tracing implements TraceWatch, AutoCloseable {
  private static final AttributeKey<Long> OFFSET =
      AttributeKey.longKey("messaging.kafka.message.offset");
  private static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");

  private final boolean toReceivers;
  private final @Nullable Export export;
  private final String eventsTopic;
  private final InstantSource clock;

  private Tracing(
      boolean toReceivers, @Nullable Export export, String eventsTopic, InstantSource clock) {
    this.toReceivers = toReceivers;
    this.export = export;
    this.eventsTopic = eventsTopic;
    this.clock = clock;
  }

  /**
   * Makes no span.
   *
   * @param toReceivers whether receivers are told which trace a request belongs to
   */
  public static Tracing withoutExport(boolean toReceivers) {
    return new Tracing(toReceivers, null, "", InstantSource.system());
  }

  /**
   * Makes spans.
   *
   * @param toReceivers whether receivers are told which trace a request belongs to
   * @param export where spans go; closed with this
   * @param eventsTopic what the events topic is called
   */
  public static Tracing with(
      boolean toReceivers, Export export, String eventsTopic, InstantSource clock) {
    return new Tracing(toReceivers, export, eventsTopic, clock);
  }

  @Override
  public void accepted(
      Event event, Trace trace, int partition, long offset, int endpoints, long readAt) {
    if (export == null || !Spans.isSampled(trace)) {
      return;
    }
    SpanBuilder span =
        export
            .tracer()
            .spanBuilder("process " + eventsTopic)
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(Spans.parent(trace, Spans.spanId(trace)))
            .setStartTimestamp(readAt, TimeUnit.MILLISECONDS)
            .setAttribute("messaging.system", "kafka")
            .setAttribute("messaging.operation.name", "process")
            .setAttribute("messaging.operation.type", "process")
            .setAttribute("messaging.destination.name", eventsTopic)
            .setAttribute(PARTITION, Integer.toString(partition))
            .setAttribute(OFFSET, offset)
            .setAttribute("hookstream.event.id", event.getId())
            .setAttribute("hookstream.event.type", event.getType())
            .setAttribute("hookstream.workspace.id", event.getWorkspaceId())
            .setAttribute("hookstream.endpoints", (long) endpoints);
    export
        .ids()
        .start(span, Spans.ofEvent(trace, partition, offset))
        .end(Math.max(readAt, clock.millis()), TimeUnit.MILLISECONDS);
  }

  @Override
  public void released(Waiting delivery, long at) {
    DeliveryRef ref = delivery.getRef();
    Trace trace = ref.getTrace();
    if (export == null || trace == null || !Spans.isSampled(trace)) {
      return;
    }
    SpanBuilder builder =
        export
            .tracer()
            .spanBuilder("release")
            .setParent(
                Spans.parent(
                    trace, Spans.ofEvent(trace, ref.getEventPartition(), ref.getEventOffset())))
            .setStartTimestamp(delivery.getSince(), TimeUnit.MILLISECONDS);
    Spans.describe(builder, ref, delivery.getRound(), delivery.getAttempt());
    String id = Spans.ofRelease(ref, delivery.getRound(), delivery.getAttempt(), at);
    Span span = export.ids().start(builder, id);
    if (delivery.getFirstAttemptAt() != 0) {
      // What it waited for before it came back here: the spans of the attempts before say the rest.
      span.addEvent(
          "hookstream.retry.due",
          Attributes.of(
              AttributeKey.longKey("hookstream.first_attempt_at"), delivery.getFirstAttemptAt()),
          delivery.getSince(),
          TimeUnit.MILLISECONDS);
    }
    span.end(at, TimeUnit.MILLISECONDS);
  }

  /**
   * An attempt begins.
   *
   * @param trace the delivery's
   */
  public AttemptTrace attempt(Delivery delivery, Trace trace) {
    Tracer tracer = export == null || !Spans.isSampled(trace) ? null : export.tracer();
    return tracer == null
        ? AttemptTrace.passing(toReceivers ? trace : null)
        : AttemptTrace.begin(tracer, delivery, trace, toReceivers);
  }

  /** Exports what is left, for a few seconds at most. */
  @Override
  public void close() {
    if (export != null) {
      export.close();
    }
  }
}
