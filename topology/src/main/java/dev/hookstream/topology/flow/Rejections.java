package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.BadEventException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Puts what cannot be delivered aside, whole, with the reason, and says so once a minute. */
final class Rejections {
  private static final String OPERATOR = "";
  // Of a request's 2 MiB; the place in the headers leads to what is left out.
  private static final int MOST_BYTES = 1_900_000;
  private static final long BETWEEN_ALERTS_MS = 60_000;

  private final ProcessorContext<Object, Object> context;
  private final DispatchObserver observer;
  private long rejectionAlertAt = Long.MIN_VALUE;
  private long misplacedAlertAt = Long.MIN_VALUE;

  Rejections(ProcessorContext<Object, Object> context, DispatchObserver observer) {
    this.context = context;
    this.observer = observer;
  }

  void reject(Record<byte[], byte[]> record, RecordMetadata at, BadEventException bad) {
    long now = context.currentSystemTimeMs();
    Headers headers = new RecordHeaders();
    record.headers().forEach(headers::add);
    add(headers, "hookstream-reason", bad.reason());
    add(headers, "hookstream-pointer", bad.pointer());
    add(headers, "hookstream-message", String.valueOf(bad.getMessage()));
    add(headers, "hookstream-topic", at.topic());
    add(headers, "hookstream-partition", Integer.toString(at.partition()));
    add(headers, "hookstream-offset", Long.toString(at.offset()));
    add(headers, "hookstream-rejected-at", Long.toString(now));
    byte[] value = record.value();
    if (value != null && value.length > MOST_BYTES) {
      // It would not fit into a request of ours, and trying for ever helps nobody.
      add(headers, "hookstream-left-out-bytes", Integer.toString(value.length));
      value = null;
    }
    context.forward(
        new Record<>(record.key(), value, now, headers), Topic.REJECTED_EVENTS.plainName());
    observer.rejected(bad.reason());
    if (now - BETWEEN_ALERTS_MS >= rejectionAlertAt) {
      rejectionAlertAt = now;
      alert(
          AlertKind.EVENT_REJECTED,
          OPERATOR,
          at,
          "an event was rejected: " + bad.reason() + ": " + bad.getMessage(),
          now);
    }
  }

  void misplaced(Event event, RecordMetadata at, int home) {
    long now = context.currentSystemTimeMs();
    observer.misplaced();
    if (now - BETWEEN_ALERTS_MS >= misplacedAlertAt) {
      misplacedAlertAt = now;
      alert(
          AlertKind.EVENT_MISPLACED,
          event.getWorkspaceId(),
          at,
          "an event of workspace "
              + event.getWorkspaceId()
              + " was in partition "
              + at.partition()
              + " and belongs in "
              + home
              + "; it was moved. Does its producer key by workspace, with the partitioner that is"
              + " set for events?",
          now);
    }
  }

  private void alert(
      AlertKind kind, String workspaceId, RecordMetadata at, String message, long now) {
    String place = at.topic() + "-" + at.partition() + "@" + at.offset();
    Alert alert =
        new Alert(
            kind + "-" + place, kind, workspaceId, null, null, now, message, Map.of("at", place));
    context.forward(new Record<>(workspaceId, alert, now), Topic.ALERTS.plainName());
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
