package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Health;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.contract.DisableRule;
import dev.hookstream.topology.contract.OperationalTypes;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.settings.Workspaces;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Watches over endpoints' health: tells their owners of each change, once, and disables them by
 * their contract's rule. What becomes of an operational webhook's own delivery is never told.
 */
final class EndpointWatch {
  /** As the circuit does, which opens then: DESIGN, "Lanes". */
  private static final int FAILURES = 20;

  private static final long FAILING_MS = 10_000;

  private final AlertDesk alerts;
  private final Workspaces workspaces;
  private final Disabling disabling;
  private final HealthBook book;

  EndpointWatch(AlertDesk alerts, Workspaces workspaces, Disabling disabling, HealthBook book) {
    this.alerts = alerts;
    this.workspaces = workspaces;
    this.disabling = disabling;
    this.book = book;
  }

  void succeeded(DeliveryRef ref, long now) {
    String workspace = ref.getWorkspaceId();
    if (!book.isUnhealthy(workspace, ref.getEndpointId())) {
      return;
    }
    Target target = workspaces.target(workspace, ref.getEndpointId());
    if (target != null && !target.enabled()) {
      // It was under way: an endpoint that gets nothing has not recovered.
      return;
    }
    Health ended = book.succeeded(workspace, ref.getEndpointId());
    if (ended != null && ended.getWarnedPercent() > 0) {
      alerts.raise(
          about(
              AlertKind.ENDPOINT_RECOVERED,
              ref,
              "the endpoint answers with success again",
              Map.of(),
              now));
    }
  }

  void failed(Attempt attempt, Target target, long now) {
    DeliveryRef ref = attempt.getRef();
    Health health = book.failed(attempt, now);
    if (!target.enabled()) {
      return;
    }
    DisableRule rule = target.contract().disableRule();
    Optional<String> reason =
        rule.reasonToDisable(
            health.getConsecutiveFailures(),
            health.getSeveralEvents(),
            health.getFailingSince(),
            now,
            Objects.requireNonNullElse(attempt.getStatus(), 0));
    if (reason.isPresent()) {
      disable(ref, target, reason.get(), now);
    } else if (!OperationalTypes.isReserved(ref.getEventType())) {
      warn(ref, rule, health, now);
    }
  }

  /** Disables an endpoint, unless it is disabled, for what became of this delivery. */
  void disable(DeliveryRef ref, Target target, String reason, long now) {
    if (target.enabled()) {
      book.disabled(ref.getWorkspaceId(), ref.getEndpointId());
    }
    disabling.disable(ref, target, reason, now);
  }

  void exhausted(DeliveryRef ref, String reason, long now) {
    if (OperationalTypes.isReserved(ref.getEventType())) {
      return;
    }
    Alert alert =
        AlertDesk.alert(
            AlertKind.DELIVERY_EXHAUSTED,
            ref.getWorkspaceId(),
            ref.getEndpointId(),
            ref.getDeliveryId(),
            "a delivery of " + ref.getEventType() + " was given up: " + reason,
            Map.of(
                "reason", reason, "event_id", ref.getEventId(), "event_type", ref.getEventType()),
            now);
    alert.setDeliveryId(ref.getDeliveryId());
    alert.setNews(book.exhaustedIsNews(ref.getWorkspaceId(), ref.getEndpointId(), now));
    alerts.raise(alert);
  }

  private void warn(DeliveryRef ref, DisableRule rule, Health health, long now) {
    int percent =
        rule.percent(
            health.getConsecutiveFailures(),
            health.getSeveralEvents(),
            health.getFailingSince(),
            now);
    OptionalInt mark = rule.warningDue(percent, health.getWarnedPercent());
    if (mark.isPresent()) {
      warn(
          ref,
          health,
          mark.getAsInt(),
          "the endpoint keeps failing and is "
              + mark.getAsInt()
              + " % on the way to being disabled",
          now);
    } else if (health.getWarnedPercent() == 0
        && health.getConsecutiveFailures() >= FAILURES
        && health.getSeveralEvents()
        && now - health.getFailingSince() >= FAILING_MS) {
      warn(ref, health, HealthBook.TOLD, "the endpoint fails every time", now);
    }
  }

  private void warn(DeliveryRef ref, Health health, int mark, String message, long now) {
    book.warned(ref.getWorkspaceId(), ref.getEndpointId(), health, mark);
    Map<String, String> detail =
        Map.of("failures", Integer.toString(health.getConsecutiveFailures()), "reason", message);
    Alert alert = about(AlertKind.ENDPOINT_FAILING, ref, message, detail, now);
    alert.setSince(health.getFailingSince());
    alerts.raise(alert);
  }

  private static Alert about(
      AlertKind kind, DeliveryRef ref, String message, Map<String, String> detail, long now) {
    return AlertDesk.alert(
        kind, ref.getWorkspaceId(), ref.getEndpointId(), ref.getEndpointId(), message, detail, now);
  }
}
