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

  /**
   * A delivery is no longer out.
   *
   * @param notBefore when the receiver wants the next one, milliseconds since 1970; 0 where it said
   *     nothing
   * @param attempted whether the request was made; one that was not keeps its place in a lane that
   *     keeps an order
   */
  record Back(DeliveryRef ref, Sign sign, long notBefore, boolean attempted)
      implements LaneCommand {}

  /** An endpoint was enabled: what was held is delivered, or thrown away. */
  record Opened(String workspaceId, String endpointId, boolean discardHeld)
      implements LaneCommand {}

  /** An endpoint's settings changed: something that waits may be free to go. */
  record Changed(String workspaceId, String endpointId) implements LaneCommand {}

  /** An endpoint was deleted, and what waits for it goes with it. */
  record Removed(String workspaceId, String endpointId) implements LaneCommand {}

  /** What a result says about how much the endpoint can take. */
  enum Sign {
    /** It answered with success. */
    HEALTHY,
    /** A time-out, a 5xx, a 429, no connection: it is given less, and in the end only probes. */
    OVERLOADED,
    /** It answered, with a failure that says nothing about load: a 404, say. */
    ANSWERED,
    /** Says nothing about it: a delivery that was not attempted, or an address that is refused. */
    NEUTRAL,
    /** Says that there is too much out: the signature had become too old before its turn came. */
    STALE
  }
}
