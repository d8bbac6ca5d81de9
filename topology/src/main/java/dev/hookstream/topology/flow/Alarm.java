package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.topology.alert.AlertDesk;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Alerts of one kind about records of the events topic, at most one a minute. */
final class Alarm {
  /** The workspace of what the operator should know. */
  static final String OPERATOR = "";

  private static final long NEVER = Long.MIN_VALUE;
  private static final long BETWEEN_MS = 60_000;

  /** It is worth a mail of its own no more often. */
  private static final long BETWEEN_NEWS_MS = 3_600_000;

  private final ProcessorContext<Object, Object> context;
  private final AlertDesk alerts;
  private final AlertKind kind;
  private final String topic;
  private long lastAt = Long.MIN_VALUE;
  private long newsAt = NEVER;

  Alarm(ProcessorContext<Object, Object> context, AlertDesk alerts, AlertKind kind, String topic) {
    this.context = context;
    this.alerts = alerts;
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
        AlertDesk.alert(kind, workspaceId, null, place, message.get(), Map.of("place", place), now);
    alert.setNews(newsAt == NEVER || now - BETWEEN_NEWS_MS >= newsAt);
    newsAt = alert.getNews() ? now : newsAt;
    alerts.raise(alert);
  }
}
