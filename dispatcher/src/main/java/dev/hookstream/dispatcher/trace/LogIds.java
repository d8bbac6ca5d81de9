package dev.hookstream.dispatcher.trace;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Trace;
import org.slf4j.spi.LoggingEventBuilder;

/** By which names a log line says which delivery it is about; those of the API. */
public final class LogIds {
  private LogIds() {}

  /** Adds the ids of one delivery, and of its trace where it has one. */
  public static LoggingEventBuilder of(LoggingEventBuilder line, DeliveryRef ref, int attempt) {
    Trace trace = ref.getTrace();
    LoggingEventBuilder named =
        line.addKeyValue("delivery_id", ref.getDeliveryId())
            .addKeyValue("event_id", ref.getEventId())
            .addKeyValue("webhook_id", ref.getEndpointId())
            .addKeyValue("workspace_id", ref.getWorkspaceId())
            .addKeyValue("attempt", attempt);
    return trace == null ? named : named.addKeyValue("trace_id", Spans.traceId(trace));
  }
}
