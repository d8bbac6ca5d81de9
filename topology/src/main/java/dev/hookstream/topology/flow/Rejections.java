package dev.hookstream.topology.flow;

import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.BadEventException;
import dev.hookstream.topology.alert.AlertDesk;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Puts what cannot be delivered aside, whole, with the reason, and says so once a minute. */
final class Rejections {
  // Of a request's 2 MiB; the place in the headers leads to what is left out.
  private static final int MOST_BYTES = 1_900_000;

  private final ProcessorContext<Object, Object> context;
  private final DispatchObserver observer;
  private final String topic;
  private final Alarm rejected;
  private final OwnersAlarm owners;
  private final Alarm misplaced;

  Rejections(
      ProcessorContext<Object, Object> context, DispatchSettings settings, AlertDesk alerts) {
    this.context = context;
    this.observer = settings.observer();
    this.topic = settings.names().of(Topic.EVENTS);
    this.rejected = new Alarm(context, alerts, AlertKind.EVENT_REJECTED, topic);
    this.owners = new OwnersAlarm(alerts, topic);
    this.misplaced = new Alarm(context, alerts, AlertKind.EVENT_MISPLACED, topic);
  }

  /**
   * Rejects an event.
   *
   * @param known what could be read of it; null where nothing could
   */
  void reject(ArrivedEvent event, @Nullable Event known, BadEventException bad) {
    long now = context.currentSystemTimeMs();
    Headers headers = new RecordHeaders();
    byte @Nullable [] key = event.key();
    byte @Nullable [] value = event.value();
    int leftOut = 0;
    // What does not fit into a request of ours would be tried for ever, and that helps nobody.
    if (event.bytes() > MOST_BYTES) {
      value = null;
      leftOut = event.valueBytes();
    }
    if (event.otherBytes() > MOST_BYTES) {
      key = null;
      leftOut = event.bytes();
    } else {
      event.headers().forEach(headers::add);
    }
    add(headers, "hookstream-reason", bad.reason());
    add(headers, "hookstream-pointer", bad.pointer());
    add(headers, "hookstream-message", String.valueOf(bad.getMessage()));
    add(headers, "hookstream-topic", topic);
    add(headers, "hookstream-partition", Integer.toString(event.partition()));
    add(headers, "hookstream-offset", Long.toString(event.offset()));
    add(headers, "hookstream-rejected-at", Long.toString(now));
    if (leftOut > 0) {
      add(headers, "hookstream-left-out-bytes", Integer.toString(leftOut));
    }
    context.forward(new Record<>(key, value, now, headers), Topic.REJECTED_EVENTS.plainName());
    observer.rejected(bad.reason());
    rejected.raise(
        Alarm.OPERATOR,
        event,
        () -> "an event was rejected: " + bad.reason() + ": " + bad.getMessage());
    if (known != null) {
      owners.raise(event, known, bad, now);
    }
  }

  void misplaced(Event event, ArrivedEvent at, int home) {
    observer.misplaced();
    misplaced.raise(
        event.getWorkspaceId(),
        at,
        () ->
            "an event of workspace "
                + event.getWorkspaceId()
                + " was in partition "
                + at.partition()
                + " and belongs in "
                + home
                + "; it was moved. Does its producer key by workspace, with the partitioner that is"
                + " set for events?");
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
