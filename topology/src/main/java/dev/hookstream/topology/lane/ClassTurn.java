package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is in a lane where several classes wait: of eight places five go to live traffic,
 * two to retries and one to replays, and an unused one to whoever waits, in that order. So a replay
 * cannot starve live traffic, nor live traffic the retries.
 */
final class ClassTurn {
  private static final List<DeliveryClass> TURNS =
      List.of(
          DeliveryClass.LIVE,
          DeliveryClass.LIVE,
          DeliveryClass.RETRY,
          DeliveryClass.LIVE,
          DeliveryClass.REPLAY,
          DeliveryClass.LIVE,
          DeliveryClass.RETRY,
          DeliveryClass.LIVE);

  private ClassTurn() {}

  /** The class to release from next, of those that may go; null where none may. */
  static @Nullable DeliveryClass next(Lane lane, Predicate<DeliveryClass> mayGo) {
    // A probe: better one that has been tried already than the first attempt of another.
    if (lane.isCircuitOpen() && mayGo.test(DeliveryClass.RETRY)) {
      return DeliveryClass.RETRY;
    }
    DeliveryClass preferred = TURNS.get(Math.floorMod(lane.nextTurn(), TURNS.size()));
    if (mayGo.test(preferred)) {
      return preferred;
    }
    for (DeliveryClass deliveryClass : DeliveryClass.values()) {
      if (mayGo.test(deliveryClass)) {
        return deliveryClass;
      }
    }
    return null;
  }
}
