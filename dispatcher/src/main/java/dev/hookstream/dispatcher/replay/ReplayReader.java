package dev.hookstream.dispatcher.replay;

import dev.hookstream.dispatcher.kafka.TopicFollower;
import dev.hookstream.schemas.ReplayEntry;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what the topic of replays has into the table. Confined to the follower's thread. */
final class ReplayReader implements TopicFollower.Reader {
  private static final Logger log = LoggerFactory.getLogger(ReplayReader.class);
  private static final AvroCodec<ReplayEntry> ENTRIES = AvroCodec.of(ReplayEntry.class);

  private final ReplayTable table;

  ReplayReader(ReplayTable table) {
    this.table = table;
  }

  /** Where the topic ended when reading began; before that an old state may look like the last. */
  private Map<TopicPartition, Long> ends = Map.of();

  @Override
  public void begin(Consumer<byte[], byte[]> consumer) {
    table.begin();
    ends = consumer.endOffsets(consumer.assignment());
  }

  @Override
  public void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        table.remove(ReplayKeys.idOf(new String(record.key(), StandardCharsets.UTF_8)));
      } else {
        table.put(record.partition(), ENTRIES.decode(record.value()));
      }
    } catch (UnreadableRecordException e) {
      log.atError()
          .setCause(e)
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("An entry of a replay cannot be read and is passed over");
    }
  }

  @Override
  public void read(Consumer<byte[], byte[]> consumer) {
    // Positions, not records: the marker of a transaction has an offset, too.
    consumer
        .assignment()
        .forEach(
            each -> {
              long position = consumer.position(each);
              if (position >= ends.getOrDefault(each, 0L)) {
                table.position(each.partition(), position);
              }
            });
  }
}
