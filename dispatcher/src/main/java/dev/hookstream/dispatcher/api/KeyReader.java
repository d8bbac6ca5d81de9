package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.kafka.TopicFollower;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what the topic of keys has into the table. Confined to the follower's thread. */
final class KeyReader implements TopicFollower.Reader {
  private static final Logger log = LoggerFactory.getLogger(KeyReader.class);

  private final KeyTable table;

  /** Where the topic ended when reading began; empty once it has been read as far as that. */
  private Map<TopicPartition, Long> ends = Map.of();

  KeyReader(KeyTable table) {
    this.table = table;
  }

  @Override
  public void begin(Consumer<byte[], byte[]> consumer) {
    table.begin();
    ends = consumer.endOffsets(consumer.assignment());
  }

  @Override
  public void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      log.atWarn().addKeyValue("offset", record.offset()).log("An API key without hash is skipped");
      return;
    }
    String hash = new String(record.key(), StandardCharsets.UTF_8);
    try {
      byte[] value = record.value();
      table.put(hash, value == null ? null : AvroCodec.of(ApiKey.class).decode(value));
    } catch (UnreadableRecordException e) {
      // Whoever wrote it, a key that cannot be read opens nothing.
      log.atError()
          .setCause(e)
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("An API key cannot be read and is not known");
      table.put(hash, null);
    }
  }

  @Override
  public void read(Consumer<byte[], byte[]> consumer) {
    if (!ends.isEmpty()
        && ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
      ends = Map.of();
      table.end();
    }
  }
}
