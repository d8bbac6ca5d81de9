package dev.hookstream.topology.log;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import dev.hookstream.topology.match.DeliveryId;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Takes the records of one topic that can be logged to the stores. */
abstract class LogIntake<T extends SpecificRecordBase> {
  /**
   * A delivery from further ahead than this would move the log's own time with it, and everything
   * older than 30 days before would be dropped: one event with a wrong time must not do that.
   */
  static final Duration AHEAD = Duration.ofDays(1);

  private final AvroCodec<T> codec;
  private final LogErasures erasures;

  LogIntake(AvroCodec<T> codec, LogErasures erasures) {
    this.erasures = erasures;
    this.codec = codec;
  }

  /**
   * Logs a record.
   *
   * @param place where it lies
   * @param at when it was appended there, milliseconds since 1970
   * @param now the same, now
   * @return why it cannot be logged; empty where it was, or was erased
   */
  Optional<String> take(byte @Nullable [] bytes, RecordMetadata place, long at, long now) {
    if (bytes == null) {
      return Optional.of("it has no value");
    }
    T value;
    try {
      value = codec.decode(bytes);
    } catch (UnreadableRecordException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    DeliveryRef ref = ref(value);
    String id = ref.getDeliveryId();
    if (!DeliveryId.isValid(id)) {
      return Optional.of("\"" + id + "\" is no delivery's id");
    }
    long latest = now + AHEAD.toMillis();
    if (DeliveryId.timeMillis(id) > latest) {
      return Optional.of("its event was accepted more than a day in the future");
    }
    if (!erasures.covers(ref.getWorkspaceId(), DeliveryId.timeMillis(id))) {
      store(value, place, Math.min(at, latest));
    }
    return Optional.empty();
  }

  abstract DeliveryRef ref(T value);

  abstract void store(T value, RecordMetadata place, long at);
}
