package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.BadEventException;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.contract.OperationalTypes;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells workspaces that events of theirs are rejected: each at most once a minute. */
final class OwnersAlarm {
  private static final long BETWEEN_MS = 60_000;

  /** It is worth a mail of its own no more often. */
  private static final long BETWEEN_NEWS_MS = 3_600_000;

  private static final int REMEMBERED = 10_000;

  private record Told(long at, long newsAt) {}

  private final AlertDesk alerts;
  private final String topic;
  private final Map<String, Told> told =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
          return size() > REMEMBERED;
        }
      };

  OwnersAlarm(AlertDesk alerts, String topic) {
    this.alerts = alerts;
    this.topic = topic;
  }

  void raise(ArrivedEvent event, Event known, BadEventException bad, long now) {
    String workspace = known.getWorkspaceId();
    Told last = told.get(workspace);
    if ((last != null && now - last.at() < BETWEEN_MS) || OperationalTypes.isOurs(known)) {
      return;
    }
    long newsAt = last == null ? Long.MIN_VALUE : last.newsAt();
    boolean news = last == null || now - newsAt >= BETWEEN_NEWS_MS;
    told.remove(workspace);
    told.put(workspace, new Told(now, news ? now : newsAt));
    String place = topic + "-" + event.partition() + "@" + event.offset();
    // Not the exception's own words, which may quote the data.
    Alert alert =
        AlertDesk.alert(
            AlertKind.EVENT_REJECTED,
            workspace,
            null,
            place,
            "an event was rejected: "
                + bad.reason()
                + (bad.pointer().isEmpty() ? "" : " at " + bad.pointer()),
            Map.of(
                "reason", bad.reason(),
                "pointer", bad.pointer(),
                "event_id", known.getId(),
                "event_type", known.getType(),
                "place", place),
            now);
    alert.setNews(news);
    alerts.raise(alert);
  }
}
