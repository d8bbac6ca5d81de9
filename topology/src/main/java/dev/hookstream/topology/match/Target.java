package dev.hookstream.topology.match;

import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.filter.Filter;
import dev.hookstream.topology.filter.Filter.BadFilterException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the task works with it: its settings at one revision, with what can be computed
 * from them once. Immutable.
 */
public final class Target {
  /** Why an endpoint is disabled that stops at a dead letter. */
  public static final String STOPPED =
      "a delivery became a dead letter, and the endpoint stops there until it is enabled again";

  private final Endpoint endpoint;
  private final Contract contract;
  private final List<EventPattern> patterns;
  private final String idPart;
  private final @Nullable Filter filter;

  /** A target for these settings under their contract. */
  public Target(Endpoint endpoint, Contract contract) {
    this.endpoint = endpoint;
    this.contract = contract;
    this.patterns = endpoint.getEvents().stream().map(EventPattern::parse).toList();
    this.idPart = DeliveryId.endpointPartOf(endpoint.getId());
    this.filter = filter(endpoint);
  }

  private static @Nullable Filter filter(Endpoint endpoint) {
    String text = endpoint.getFilter();
    if (text == null) {
      return null;
    }
    try {
      return Filter.parse(text);
    } catch (BadFilterException e) {
      // Whoever applies a change has read its filter, so another version wrote this one; to go on
      // without it would send what its owner does not want.
      throw new IllegalStateException(
          "endpoint " + endpoint.getId() + " has a filter that this version cannot read", e);
    }
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  public Contract contract() {
    return contract;
  }

  public List<EventPattern> patterns() {
    return patterns;
  }

  /** The condition on an event's data; null where the endpoint has none. */
  public @Nullable Filter filter() {
    return filter;
  }

  public String id() {
    return endpoint.getId();
  }

  /** The endpoint's part of its deliveries' ids. */
  public String idPart() {
    return idPart;
  }

  /** Whether deliveries may leave; they are held otherwise. */
  public boolean enabled() {
    return endpoint.getStatus() == EndpointStatus.ENABLED;
  }

  /** Whether a dead letter stops the endpoint until somebody acts: only where order is strict. */
  public boolean stopsAtDeadLetter() {
    return endpoint.getOrdering() == Ordering.STRICT && endpoint.getStopAtDeadLetter();
  }

  /**
   * Whether an event of this type is for this endpoint, by its patterns and its contract's rules.
   */
  public boolean wants(String type) {
    for (EventPattern pattern : patterns) {
      if (pattern.matches(type)
          && (pattern.named() || contract.subscription().wildcardReaches(type))) {
        return true;
      }
    }
    return false;
  }
}
