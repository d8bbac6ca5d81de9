package dev.hookstream.dispatcher.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Since when the first record that a group has not done lies on each partition. What has not moved
 * since the last look is not read again: a retry waits for hours. Confined to one thread.
 */
final class LagHeads {
  /** There is nothing but Kafka's own markers of transactions. */
  static final long ONLY_MARKERS = -1;

  private final LagSource source;
  private final Map<String, Map<TopicPartition, Head>> known = new HashMap<>();

  private record Head(long offset, long end, long time) {
    boolean isStill(long committed, long newEnd) {
      return offset == committed && (time != ONLY_MARKERS || end == newEnd);
    }
  }

  LagHeads(LagSource source) {
    this.source = source;
  }

  /**
   * The times of one group's heads.
   *
   * @return in milliseconds since 1970 or {@link #ONLY_MARKERS}; nothing for what is done to the
   *     end, and for what could not be read in time
   */
  Map<TopicPartition, Long> times(
      String group, Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Head> before = known.getOrDefault(group, Map.of());
    Map<TopicPartition, Head> now = new HashMap<>();
    Map<TopicPartition, Long> unknown = new HashMap<>();
    committed.forEach(
        (place, offset) -> {
          long end = ends.getOrDefault(place, offset);
          Head last = before.get(place);
          if (last != null && last.isStill(offset, end)) {
            now.put(place, last);
          } else if (offset < end) {
            unknown.put(place, offset);
          }
        });
    if (!unknown.isEmpty()) {
      source
          .firstTimes(unknown, ends)
          .forEach(
              (place, time) ->
                  now.put(
                      place,
                      new Head(
                          unknown.getOrDefault(place, -1L), ends.getOrDefault(place, -1L), time)));
    }
    known.put(group, now);
    Map<TopicPartition, Long> times = new HashMap<>();
    now.forEach((place, head) -> times.put(place, head.time()));
    return times;
  }
}
