package dev.hookstream.topology.alert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.Event;
import dev.hookstream.topology.contract.OperationalTypes;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** An alert as an event for the webhooks of its workspace. */
public final class OperationalEvents {
  private OperationalEvents() {}

  /** The event, under the alert's id; empty where the alert is for the operator alone. */
  static Optional<Event> of(Alert alert) {
    return alert.getWorkspaceId().isEmpty()
        ? Optional.empty()
        : OperationalTypes.of(alert.getKind())
            .map(
                type ->
                    Event.newBuilder()
                        .setId(alert.getAlertId())
                        .setType(type)
                        .setWorkspaceId(alert.getWorkspaceId())
                        .setOccurredAt(Instant.ofEpochMilli(alert.getAt()))
                        .setData(data(alert))
                        .setProduct(OperationalTypes.PRODUCT)
                        .build());
  }

  private static String data(Alert alert) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    if (alert.getEndpointId() != null) {
      data.put("webhook_id", alert.getEndpointId());
    }
    if (alert.getDeliveryId() != null) {
      data.put("delivery_id", alert.getDeliveryId());
    }
    data.put("at", Instant.ofEpochMilli(alert.getAt()).toString());
    if (alert.getSince() != null) {
      data.put("since", Instant.ofEpochMilli(alert.getSince()).toString());
    }
    data.put("message", alert.getMessage());
    new TreeMap<>(alert.getDetail()).forEach(data::put);
    return data.toString();
  }
}
