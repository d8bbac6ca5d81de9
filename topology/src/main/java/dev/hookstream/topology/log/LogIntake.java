package dev.hookstream.topology.log;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import dev.hookstream.topology.match.DeliveryId;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the records of one topic that can be logged to the stores. What cannot be is reported with
 * its place, counted (Streams metric {@code not-logged}) and passed over, since a log must not
 * stand still for one record.
 */
abstract class LogIntake<T extends SpecificRecordBase>
    extends ContextualProcessor<byte[], byte[], Void, Void> {
  /**
   * A delivery from further ahead than this would move the log's own time with it, and everything
   * older than 30 days before would be dropped: one event with a wrong time must not do that.
   */
  static final Duration AHEAD = Duration.ofDays(1);

  private static final Logger log = LoggerFactory.getLogger(LogIntake.class);

  private final AvroCodec<T> codec;
  private @Nullable LogStores stores;
  private @Nullable Sensor notLogged;

  LogIntake(Class<T> type) {
    this.codec = AvroCodec.of(type);
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    super.init(context);
    stores = new LogStores(context);
    notLogged =
        context
            .metrics()
            .addRateTotalSensor(
                "hookstream-log",
                context.taskId().toString(),
                "not-logged",
                Sensor.RecordingLevel.INFO);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    LogStores open = stores;
    if (open == null) {
      throw new IllegalStateException("a record came before the stores were opened");
    }
    byte[] bytes = record.value();
    if (bytes == null) {
      passOver("it has no value");
      return;
    }
    T value;
    try {
      value = codec.decode(bytes);
    } catch (UnreadableRecordException e) {
      passOver(String.valueOf(e.getMessage()));
      return;
    }
    String id = ref(value).getDeliveryId();
    if (!DeliveryId.isValid(id)) {
      passOver("\"" + id + "\" is no delivery's id");
    } else if (DeliveryId.timeMillis(id) > context().currentSystemTimeMs() + AHEAD.toMillis()) {
      passOver("its event was accepted more than a day in the future");
    } else {
      store(open, value);
    }
  }

  abstract DeliveryRef ref(T value);

  abstract void store(LogStores stores, T value);

  /** Where the record that is being processed lies. */
  RecordMetadata place() {
    return context()
        .recordMetadata()
        .orElseThrow(() -> new IllegalStateException("a record of a topic has no place on it"));
  }

  private void passOver(String why) {
    RecordMetadata place = place();
    log.atWarn()
        .addKeyValue("topic", place.topic())
        .addKeyValue("partition", place.partition())
        .addKeyValue("offset", place.offset())
        .log("A record is not in the delivery log: {}", why);
    if (notLogged != null) {
      notLogged.record();
    }
  }
}
