package dev.hookstream.topology.contract;

import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Event;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The types of the events that Hookstream itself sends to a workspace's webhooks, under every
 * contract. Only a webhook that names one gets it: no wildcard reaches them. They are reserved: an
 * event of such a type that somebody else publishes is refused, so that a receiver can believe it.
 */
public final class OperationalTypes {
  /** The product that these events name; no contract can have this name. */
  public static final String PRODUCT = "hookstream";

  private static final Map<AlertKind, String> BY_KIND = byKind();

  private OperationalTypes() {}

  private static Map<AlertKind, String> byKind() {
    Map<AlertKind, String> types = new EnumMap<>(AlertKind.class);
    types.put(AlertKind.ENDPOINT_DISABLED, "endpoint.disabled");
    types.put(AlertKind.ENDPOINT_FAILING, "endpoint.failing");
    types.put(AlertKind.ENDPOINT_RECOVERED, "endpoint.recovered");
    types.put(AlertKind.DELIVERY_EXHAUSTED, "delivery.exhausted");
    types.put(AlertKind.EVENT_REJECTED, "event.rejected");
    return Collections.unmodifiableMap(types);
  }

  /** All of them. */
  public static List<String> all() {
    return List.copyOf(BY_KIND.values());
  }

  /** The type that tells of such an alert; empty where it is for the operator alone. */
  public static Optional<String> of(AlertKind kind) {
    return Optional.ofNullable(BY_KIND.get(kind));
  }

  /** Whether a type is one of these. */
  public static boolean isReserved(String type) {
    return BY_KIND.containsValue(type);
  }

  /** Whether an event is one of ours. */
  public static boolean isOurs(Event event) {
    return PRODUCT.equals(event.getProduct()) && isReserved(event.getType());
  }
}
