package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.contract.OperationalTypes;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.settings.Workspaces;
import java.util.Map;

/** Disables endpoints for reasons of ours, and tells their owners: once for each time. */
public final class Disabling {
  private final AlertDesk alerts;
  private final Workspaces workspaces;

  /** Confined to its task's thread. */
  public Disabling(AlertDesk alerts, Workspaces workspaces) {
    this.alerts = alerts;
    this.workspaces = workspaces;
  }

  /**
   * Disables an endpoint, unless it is disabled. What is meant for it is held from now on.
   *
   * @param cause the delivery that led to it: of what became of an operational webhook's own, mail
   *     alone tells
   */
  public void disable(DeliveryRef cause, Target target, String reason, long now) {
    if (!target.enabled()) {
      return;
    }
    Alert alert = disabled(target, reason, now);
    if (OperationalTypes.isReserved(cause.getEventType())) {
      alerts.raiseForMail(alert);
    } else {
      alerts.raise(alert);
    }
  }

  private Alert disabled(Target target, String reason, long now) {
    workspaces.disable(target, reason, now);
    return AlertDesk.alert(
        AlertKind.ENDPOINT_DISABLED,
        target.endpoint().getWorkspaceId(),
        target.id(),
        target.id(),
        "the endpoint was disabled: " + reason,
        Map.of("reason", reason),
        now);
  }
}
