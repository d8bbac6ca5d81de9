package dev.hookstream.dispatcher.run;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.topology.lane.Lane;
import dev.hookstream.topology.lane.LaneDirectory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lane as it was a moment ago.
 *
 * @param live how many new ones wait
 * @param retry how many retries
 * @param replay how many of replays
 * @param oldestWaiting milliseconds since 1970; null where nothing waits
 */
record LaneSight(
    String workspace,
    String endpoint,
    long live,
    long retry,
    long replay,
    int out,
    int window,
    boolean open,
    @Nullable Long oldestWaiting) {

  static List<LaneSight> all(LaneDirectory lanes) {
    return lanes.list().stream().map(LaneSight::of).toList();
  }

  private static LaneSight of(Lane lane) {
    return new LaneSight(
        lane.workspaceId(),
        lane.endpointId(),
        lane.waiting(DeliveryClass.LIVE),
        lane.waiting(DeliveryClass.RETRY),
        lane.waiting(DeliveryClass.REPLAY),
        lane.out(),
        lane.window(),
        lane.isCircuitOpen(),
        lane.oldestWaiting());
  }

  /** How many wait, of all classes. */
  long backlog() {
    return live + retry + replay;
  }

  /** For how long the oldest has waited, in seconds; 0 where nothing waits. */
  double age(long now) {
    return oldestWaiting == null ? 0 : Math.max(0, now - oldestWaiting) / 1e3;
  }
}
