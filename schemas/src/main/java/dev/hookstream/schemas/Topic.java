package dev.hookstream.schemas;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The one catalogue of topics: {@code topics create} makes them from it, {@code topics check} holds
 * a cluster against it. Names are without the installation's prefix; see {@link TopicNames}.
 */
public enum Topic {
  EVENTS("events", Key.WORKSPACE, Event.class, Cleanup.DELETE, Duration.ofDays(30)),
  CHANGES("changes", Key.WORKSPACE, Change.class, Cleanup.DELETE, Duration.ofDays(7)),
  DELIVERIES("deliveries", Key.ENDPOINT, Delivery.class, Cleanup.WHEN_CONSUMED, null),
  ATTEMPTS("attempts", Key.WORKSPACE, Attempt.class, Cleanup.DELETE, Duration.ofDays(30)),
  RETRY_1S("retry-1s", Duration.ofSeconds(1)),
  RETRY_5S("retry-5s", Duration.ofSeconds(5)),
  RETRY_20S("retry-20s", Duration.ofSeconds(20)),
  RETRY_1M("retry-1m", Duration.ofMinutes(1)),
  RETRY_5M("retry-5m", Duration.ofMinutes(5)),
  RETRY_20M("retry-20m", Duration.ofMinutes(20)),
  RETRY_1H("retry-1h", Duration.ofHours(1)),
  RETRY_6H("retry-6h", Duration.ofHours(6)),
  DUE("due", Key.WORKSPACE, Pending.class, Cleanup.WHEN_CONSUMED, null),
  REPLAYS("replays", Key.WORKSPACE, Replay.class, Cleanup.WHEN_CONSUMED, null),
  REPLAY_JOBS("replay-jobs", Key.WORKSPACE, ReplayEntry.class, Cleanup.COMPACT, null),
  OUTCOMES("outcomes", Key.WORKSPACE, Outcome.class, Cleanup.DELETE, Duration.ofDays(30)),
  DEAD_LETTERS(
      "dead-letters", Key.WORKSPACE, DeadLetter.class, Cleanup.DELETE, Duration.ofDays(30)),
  REJECTED_EVENTS("rejected-events", Key.AS_IT_CAME, null, Cleanup.DELETE, Duration.ofDays(30)),
  ALERTS("alerts", Key.WORKSPACE, Alert.class, Cleanup.DELETE, Duration.ofDays(7)),
  AUDIT("audit", Key.WORKSPACE, AuditEntry.class, Cleanup.DELETE, Duration.ofDays(365)),
  API_KEYS("api-keys", Key.KEY_HASH, ApiKey.class, Cleanup.COMPACT, null);

  /** What a topic's records are keyed by, and so what a partition holds together. */
  public enum Key {
    /**
     * All topics with this key have the same number of partitions, and one task owns a number. A
     * compacted one has keys of its own, in the partition of their workspace.
     */
    WORKSPACE,
    ENDPOINT,
    KEY_HASH,
    AS_IT_CAME
  }

  /** How a topic is emptied. */
  public enum Cleanup {
    /** By age. */
    DELETE,
    /** The last record of a key stays for ever. */
    COMPACT,
    /** Never by age: what lies below the committed offset is purged with deleteRecords. */
    WHEN_CONSUMED
  }

  /** The delay ladder, shortest first. */
  public static final List<Topic> LADDER =
      List.of(RETRY_1S, RETRY_5S, RETRY_20S, RETRY_1M, RETRY_5M, RETRY_20M, RETRY_1H, RETRY_6H);

  private final String plainName;
  private final Key key;
  private final Optional<Class<? extends SpecificRecordBase>> value;
  private final Cleanup cleanup;
  private final Optional<Duration> retention;
  private final Duration delay;

  Topic(
      String plainName,
      Key key,
      @Nullable Class<? extends SpecificRecordBase> value,
      Cleanup cleanup,
      @Nullable Duration retention) {
    this(plainName, key, value, cleanup, retention, Duration.ZERO);
  }

  Topic(String plainName, Duration delay) {
    this(plainName, Key.WORKSPACE, Pending.class, Cleanup.WHEN_CONSUMED, null, delay);
  }

  Topic(
      String plainName,
      Key key,
      @Nullable Class<? extends SpecificRecordBase> value,
      Cleanup cleanup,
      @Nullable Duration retention,
      Duration delay) {
    this.plainName = plainName;
    this.key = key;
    this.value = Optional.ofNullable(value);
    this.cleanup = cleanup;
    this.retention = Optional.ofNullable(retention);
    this.delay = delay;
  }

  /** The name without prefix. */
  public String plainName() {
    return plainName;
  }

  /** What its records are keyed by. */
  public Key key() {
    return key;
  }

  /**
   * The class of its values; empty for {@link #REJECTED_EVENTS}, which holds bytes as they came.
   */
  public Optional<Class<? extends SpecificRecordBase>> value() {
    return value;
  }

  /** How it is emptied. */
  public Cleanup cleanup() {
    return cleanup;
  }

  /** For how long records are kept; empty where age plays no part. */
  public Optional<Duration> retention() {
    return retention;
  }

  /** How long a record waits in this rung of the ladder; zero for a topic that is none. */
  public Duration delay() {
    return delay;
  }

  /** The schema of its values; empty where {@link #value()} is. */
  public Optional<Schema> schema() {
    return value.map(type -> SpecificData.get().getSchema(type));
  }
}
