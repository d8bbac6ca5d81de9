package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Topic;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Alerts of one kind about records of the events topic, at most one a minute. */
final class Alarm {
  /** The workspace of what the operator should know. */
  static final String OPERATOR = "";

  private static final long BETWEEN_MS = 60_000;

  private final ProcessorContext<Object, Object> context;
  private final AlertKind kind;
  private final String topic;
  private long lastAt = Long.MIN_VALUE;

  Alarm(ProcessorContext<Object, Object> context, AlertKind kind, String topic) {
    this.context = context;
    this.kind = kind;
    this.topic = topic;
  }

  void raise(String workspaceId, ArrivedEvent event, Supplier<String> message) {
    long now = context.currentSystemTimeMs();
    if (now - BETWEEN_MS < lastAt) {
      return;
    }
    lastAt = now;
    String place = topic + "-" + event.partition() + "@" + event.offset();
    Alert alert =
        new Alert(
            kind + "-" + place + "-" + now,
            kind,
            workspaceId,
            null,
            null,
            now,
            message.get(),
            Map.of("at", place));
    context.forward(new Record<>(workspaceId, alert, now), Topic.ALERTS.plainName());
  }
}
