package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.topology.match.Target;
import java.util.List;
import java.util.Map;

/** What the other processors of a task ask of its lanes. */
public sealed interface LaneCommand {

  /** An event goes to these endpoints; the body is rendered once a contract. */
  record Fanout(DeliveryClass deliveryClass, List<Place> places, Map<String, byte[]> bodies)
      implements LaneCommand {
    /** One endpoint that the event goes to. */
    public record Place(Target target, DeliveryRef ref) {}
  }

  /** A delivery whose retry came due. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Again(
      DeliveryRef ref,
      DeliveryClass deliveryClass,
      int round,
      int attempt,
      long firstAttemptAt,
      byte[] body)
      implements LaneCommand {}

  /** A delivery is no longer out. */
  record Back(String workspaceId, String endpointId, String deliveryId, Sign sign)
      implements LaneCommand {}

  /** An endpoint was enabled: what was held is delivered, or thrown away. */
  record Opened(String workspaceId, String endpointId, boolean discardHeld)
      implements LaneCommand {}

  /** An endpoint was deleted, and what waits for it goes with it. */
  record Removed(String workspaceId, String endpointId) implements LaneCommand {}

  /** What a result says about how much the endpoint can take. */
  enum Sign {
    /** It answered with success. */
    HEALTHY,
    /** A time-out, a 5xx, a 429, a refused connection: it is given less. */
    OVERLOADED,
    /** Says nothing about load: a 404, say, or a delivery that was not attempted. */
    NEUTRAL
  }
}
