package dev.hookstream.topology.alert;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.settings.Workspaces;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts are handed in: each goes to the topic of alerts, from which mail is made, and, where
 * the workspace has a webhook that names its type, among the workspace's events. In the transaction
 * of what it tells of, so that neither is without the other. Confined to its task's thread.
 */
public final class AlertDesk {
  /** The sink that puts operational events among the events. */
  public static final String OPERATIONAL_EVENTS = "operational-events";

  private final ProcessorContext<? super String, ? super SpecificRecordBase> context;
  private final Workspaces workspaces;

  /** For a processor that has both sinks. */
  public AlertDesk(
      ProcessorContext<? super String, ? super SpecificRecordBase> context, Workspaces workspaces) {
    this.context = context;
    this.workspaces = workspaces;
  }

  /**
   * An alert that says nothing but the usual.
   *
   * @param subject what makes it another than those of the same kind and time
   * @param detail in our own words: never a payload, a response or a secret
   */
  public static Alert alert(
      AlertKind kind,
      String workspaceId,
      @Nullable String endpointId,
      String subject,
      String message,
      Map<String, String> detail,
      long now) {
    String name = kind + "\n" + workspaceId + "\n" + subject + "\n" + now;
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return Alert.newBuilder()
        .setAlertId("alert_" + id.toString().replace("-", ""))
        .setKind(kind)
        .setWorkspaceId(workspaceId)
        .setEndpointId(endpointId)
        .setAt(now)
        .setMessage(message)
        .setDetail(detail)
        .build();
  }

  /** Hands an alert in. */
  public void raise(Alert alert) {
    raiseForMail(alert);
    String workspace = alert.getWorkspaceId();
    Event event = OperationalEvents.of(alert).orElse(null);
    // Nobody has to look at an event in a topic of theirs that no webhook wants.
    if (event != null && !workspaces.workspace(workspace).matching(event.getType()).isEmpty()) {
      context.forward(new Record<>(workspace, event, alert.getAt()), OPERATIONAL_EVENTS);
    }
  }

  /** Hands an alert in that no webhook gets: it is about a delivery that was one itself. */
  public void raiseForMail(Alert alert) {
    context.forward(
        new Record<>(alert.getWorkspaceId(), alert, alert.getAt()), Topic.ALERTS.plainName());
  }
}
