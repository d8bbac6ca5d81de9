package dev.hookstream.dispatcher.api.port;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What concerns the installation and no single workspace. Called on the API's workers, blocks; any
 * method may throw {@link NotReadyException}.
 */
public interface Operations {
  /**
   * What a group of ours has not yet read of a topic.
   *
   * @param group without the installation's prefix: {@code dispatch}, {@code sender}, {@code
   *     delay}, {@code log} or {@code alerts}
   * @param topic as it is called on this cluster
   * @param waiting records from the committed offset to the end, Kafka's own markers included
   * @param delayMillis of a delay line, how long each waits there at the most; null of others
   */
  record Lag(
      String group, String topic, int partitions, long waiting, @Nullable Long delayMillis) {}

  /**
   * An endpoint that something has gone through lately.
   *
   * @param p99Micros of the last hour's response times; null where nothing was answered
   */
  record Busy(String workspace, String endpointId, LaneView lane, @Nullable Long p99Micros) {}

  /** What the busy ones are sorted by, most first. */
  enum Order {
    /** By what waits. */
    LARGEST,
    /** By the 99th percentile. */
    SLOWEST
  }

  /**
   * A record that could not be an event, with the place that it came from.
   *
   * @param at when it was put aside, in ms since 1970
   * @param bytes of its value
   * @param head the value's first bytes as text, what is not UTF-8 replaced
   */
  record Rejected(
      String id,
      long at,
      String reason,
      String message,
      @Nullable String pointer,
      @Nullable String key,
      String topic,
      String partition,
      String offset,
      int bytes,
      String head) {}

  /** Of each group and each topic that it reads. */
  List<Lag> lags();

  /** Of all instances, at most so many. */
  List<Busy> endpoints(Order order, int limit);

  /**
   * What was rejected, newest first of each partition, merged by time.
   *
   * @param cursor {@link Page#next()} of the page before, or null for the first
   * @throws IllegalArgumentException where the cursor is none of ours
   */
  Page<Rejected> rejected(@Nullable String cursor, int limit);

  /** Where an event is now that was put back. */
  record PutBack(String topic, int partition, long offset) {}

  /**
   * Puts a rejected record back where it came from, as it was: key, value and its own headers. It
   * stays among the rejected, and is rejected once more where the cause is not mended.
   *
   * @param id {@link Rejected#id}
   * @return empty where there is no such record (any more)
   * @throws IllegalStateException where a part of it was too large to be kept
   */
  Optional<PutBack> putBack(String id);
}
