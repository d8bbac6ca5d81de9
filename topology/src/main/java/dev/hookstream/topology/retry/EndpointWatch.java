package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Health;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.contract.DisableRule;
import dev.hookstream.topology.match.Target;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Watches over endpoints' health: warns their owners, and disables them by their contract's rule.
 */
final class EndpointWatch {
  private final ProcessorContext<String, Object> context;
  private final Disabling disabling;
  private final HealthBook book;

  EndpointWatch(ProcessorContext<String, Object> context, Disabling disabling, HealthBook book) {
    this.context = context;
    this.disabling = disabling;
    this.book = book;
  }

  void succeeded(DeliveryRef ref, long now) {
    Health ended = book.succeeded(ref.getWorkspaceId(), ref.getEndpointId());
    if (ended != null && ended.getWarnedPercent() > 0) {
      alert(
          AlertKind.ENDPOINT_RECOVERED, ref, null, "the endpoint answers with success again", now);
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
      disabling.disable(target, reason.get(), now);
    } else {
      warn(ref, rule, health, now);
    }
  }

  void exhausted(DeliveryRef ref, String reason, long now) {
    alert(
        AlertKind.DELIVERY_EXHAUSTED,
        ref,
        ref.getDeliveryId(),
        "a delivery of " + ref.getEventType() + " was given up: " + reason,
        now);
  }

  private void warn(DeliveryRef ref, DisableRule rule, Health health, long now) {
    int percent =
        rule.percent(
            health.getConsecutiveFailures(),
            health.getSeveralEvents(),
            health.getFailingSince(),
            now);
    rule.warningDue(percent, health.getWarnedPercent())
        .ifPresent(
            mark -> {
              book.warned(ref.getWorkspaceId(), ref.getEndpointId(), health, mark);
              alert(
                  AlertKind.ENDPOINT_FAILING,
                  ref,
                  null,
                  "the endpoint keeps failing and is " + mark + " % on the way to being disabled",
                  now);
            });
  }

  private void alert(
      AlertKind kind, DeliveryRef ref, @Nullable String deliveryId, String message, long now) {
    Alert alert =
        new Alert(
            kind + "-" + ref.getDeliveryId(),
            kind,
            ref.getWorkspaceId(),
            ref.getEndpointId(),
            deliveryId,
            now,
            message,
            Map.of());
    context.forward(new Record<>(ref.getWorkspaceId(), alert, now), Topic.ALERTS.plainName());
  }
}
