package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.settings.Workspaces;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Disables endpoints for reasons of ours, and tells their owners: once for each time. */
public final class Disabling {
  private final ProcessorContext<String, ? super Alert> context;
  private final Workspaces workspaces;

  /** For a processor that writes to the topic of alerts; confined to its task's thread. */
  public Disabling(ProcessorContext<String, ? super Alert> context, Workspaces workspaces) {
    this.context = context;
    this.workspaces = workspaces;
  }

  /** Disables an endpoint, unless it is disabled. What is meant for it is held from now on. */
  public void disable(Target target, String reason, long now) {
    if (!target.enabled()) {
      return;
    }
    workspaces.disable(target, reason, now);
    String workspace = target.endpoint().getWorkspaceId();
    Alert alert =
        new Alert(
            AlertKind.ENDPOINT_DISABLED + "-" + target.id() + "-" + now,
            AlertKind.ENDPOINT_DISABLED,
            workspace,
            target.id(),
            null,
            now,
            "the endpoint was disabled: " + reason,
            Map.of());
    context.forward(new Record<>(workspace, alert, now), Topic.ALERTS.plainName());
  }
}
