package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.kafka.TopicFollower;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what the topic of keys has into the table. Confined to the follower's thread. */
final class KeyReader implements TopicFollower.Reader {
  private static final Logger log = LoggerFactory.getLogger(KeyReader.class);

  private static final Duration PROVE_EVERY = Duration.ofMillis(500);
  private static final Duration PROVE_WITHIN = Duration.ofSeconds(2);

  private final KeyTable table;
  private final LongSupplier nanos;
  private volatile String trouble = "";

  /** When it was last asked where the topic ends. */
  private long asked;

  /** The answer, until the topic has been read as far as that. */
  private @Nullable Proof proof;

  private boolean complete;

  KeyReader(KeyTable table, LongSupplier nanos) {
    this.table = table;
    this.nanos = nanos;
  }

  /** Where the topic ended at a time: who has read up to there knows what was true then. */
  private record Proof(long at, Map<TopicPartition, Long> ends) {
    boolean isMet(Consumer<byte[], byte[]> consumer) {
      return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
    }
  }

  /** Why it is not known where the topic ends, with a colon before it; any thread may ask. */
  String trouble() {
    return trouble;
  }

  @Override
  public void begin(Consumer<byte[], byte[]> consumer) {
    table.begin();
    complete = false;
    proof = ask(consumer);
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
    Proof wanted = proof;
    if (wanted == null) {
      if (nanos.getAsLong() - asked >= PROVE_EVERY.toNanos()) {
        proof = ask(consumer);
      }
    } else if (wanted.isMet(consumer)) {
      proof = null;
      if (complete) {
        table.asOf(wanted.at());
      } else {
        complete = true;
        table.end(wanted.at());
      }
    }
  }

  /** That a poll brings nothing may mean that nothing comes through: so the broker is asked. */
  private @Nullable Proof ask(Consumer<byte[], byte[]> consumer) {
    asked = nanos.getAsLong();
    try {
      Proof now = new Proof(asked, consumer.endOffsets(consumer.assignment(), PROVE_WITHIN));
      trouble = "";
      return now;
    } catch (TimeoutException e) {
      trouble = ": " + e.getMessage();
      return null;
    }
  }
}
