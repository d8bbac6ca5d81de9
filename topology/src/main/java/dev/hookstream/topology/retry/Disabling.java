package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.topology.alert.AlertDesk;
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

  /** Disables an endpoint, unless it is disabled. What is meant for it is held from now on. */
  public void disable(Target target, String reason, long now) {
    if (target.enabled()) {
      alerts.raise(disabled(target, reason, now));
    }
  }

  /** As {@link #disable}, for what an operational webhook's own delivery led to: mail alone. */
  void disableQuietly(Target target, String reason, long now) {
    if (target.enabled()) {
      alerts.raiseForMail(disabled(target, reason, now));
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
