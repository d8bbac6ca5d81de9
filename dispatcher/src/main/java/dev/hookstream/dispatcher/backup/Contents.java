package dev.hookstream.dispatcher.backup;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.settings.SettingsKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * An installation's settings as they lie in Kafka: on the compacted topic of keys, and on the
 * changelogs of the two stores of settings. No instance need run. Blocks.
 */
final class Contents {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaSettings kafka;

  Contents(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** The API keys, by their hashes. */
  Map<String, ApiKey> keys() {
    return latest(kafka.topic(Topic.API_KEYS), ApiKey.class);
  }

  /** The endpoints, by workspace and id; none where no instance has ever run. */
  Map<String, Endpoint> endpoints() {
    return latest(changelog(SettingsKeys.ENDPOINTS), Endpoint.class);
  }

  /** What is known of workspaces beside that. */
  Map<String, Workspace> workspaces() {
    return latest(changelog(SettingsKeys.WORKSPACES), Workspace.class);
  }

  /** Kafka Streams' name for what a store's state is rebuilt from. */
  String changelog(String store) {
    return kafka.group("dispatch") + "-" + store + "-changelog";
  }

  /** What the topic holds now: the last committed value of each key, unless it was deleted. */
  private <T extends SpecificRecordBase> Map<String, T> latest(String topic, Class<T> type) {
    Map<String, byte[]> values = new TreeMap<>();
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.reader("backup"))) {
      List<PartitionInfo> found = consumer.listTopics().getOrDefault(topic, List.of());
      List<TopicPartition> partitions =
          found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long patience = System.nanoTime() + PATIENCE.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          patience = System.nanoTime() + PATIENCE.toNanos();
          if (record.key() == null) {
            continue; // of no key, so of nothing of ours
          }
          String key = new String(record.key(), StandardCharsets.UTF_8);
          if (record.value() == null) {
            values.remove(key);
          } else {
            values.put(key, record.value());
          }
        }
        if (System.nanoTime() > patience) {
          throw new BackupException(
              "Kafka gives no more of " + topic + " for " + PATIENCE.toSeconds() + " s");
        }
      }
    }
    Map<String, T> decoded = new HashMap<>();
    values.forEach((key, value) -> decoded.put(key, AvroCodec.of(type).decode(value)));
    return decoded;
  }
}
