package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Ordering;
import org.jspecify.annotations.Nullable;

/** One record of the topic of deliveries, on its way to an attempt. Compared by identity. */
final class Work extends Received {
  final Delivery delivery;
  final String host;

  /** When the request began; this and what follows is guarded by {@link Admission}. */
  long began;

  /** Where it is counted while it is in flight. */
  @Nullable EndpointQueue endpointQueue;

  HostSlots.@Nullable Slots slots;

  /** Its neighbours among the endpoint's works in flight. */
  @Nullable Work older;

  @Nullable Work newer;

  Work(PartitionWork partition, long offset, Delivery delivery, String host, int bytes) {
    super(partition, offset, bytes);
    this.delivery = delivery;
    this.host = host;
  }

  String endpoint() {
    return delivery.getRef().getEndpointId();
  }

  /** Whether it must wait for the one before it. */
  boolean serial() {
    return delivery.getOrder().getMode() != Ordering.PARALLEL;
  }
}
