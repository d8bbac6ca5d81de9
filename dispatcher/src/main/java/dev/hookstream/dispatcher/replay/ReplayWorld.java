package dev.hookstream.dispatcher.replay;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.ReplayTally;
import dev.hookstream.topology.match.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What running a replay needs to know of the rest; any method may throw {@link NotReadyException}.
 */
public interface ReplayWorld {
  /** The partitions whose tasks run in this instance now, so that their state is here. */
  Set<Integer> owned();

  /** The partition of a workspace. */
  int partition(String workspace);

  /**
   * Until when all of the workspace was erased, ms since 1970; negative where it never was. What is
   * of later belongs to a new one of the same name.
   */
  long erasedThrough(String workspace);

  /** The workspace's endpoints. */
  List<Target> targets(String workspace);

  /** What became of a replay's requests. */
  Optional<ReplayTally> tally(String workspace, String replayId);

  /** How many replays and retries wait in an endpoint's lane. */
  long waiting(String workspace, String endpointId);

  /** Since when the oldest delivery waits in an endpoint's lane; null where none does. */
  @Nullable Long oldestWaiting(String workspace, String endpointId);

  /** Where a delivery stands in the log; null where it has none of that id. */
  @Nullable LogRow row(String workspace, String deliveryId);

  /** An event as it lies on the topic; empty where it is none that was ever accepted. */
  Optional<Event> event(ConsumerRecord<byte[], byte[]> record);

  /** Where an event of the last 24 hours lies. */
  OptionalLong offsetOf(String workspace, String eventId);
}
