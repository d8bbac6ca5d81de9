package dev.hookstream.dispatcher.backup;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.settings.SettingsKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * An installation's settings as they lie in Kafka: on the compacted topic of keys, and on the
 * changelogs of the two stores of settings. No instance need run. Blocks.
 */
final class Contents {
  private final KafkaSettings kafka;

  Contents(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * What a compacted topic holds.
   *
   * @param there the last value of each key
   * @param gone when each of those was deleted whose last record says so and is not compacted away
   */
  record Latest<T>(Map<String, T> there, Map<String, Instant> gone) {}

  /** The API keys, by their hashes. */
  Latest<ApiKey> keys() {
    return latest(kafka.topic(Topic.API_KEYS), ApiKey.class);
  }

  /** The endpoints, by workspace and id; none where no instance has ever run. */
  Map<String, Endpoint> endpoints() {
    return latest(kafka.changelog(SettingsKeys.ENDPOINTS), Endpoint.class).there();
  }

  /** What is known of workspaces beside that. */
  Map<String, Workspace> workspaces() {
    return latest(kafka.changelog(SettingsKeys.WORKSPACES), Workspace.class).there();
  }

  private <T extends SpecificRecordBase> Latest<T> latest(String topic, Class<T> type) {
    Map<String, byte[]> values = new TreeMap<>();
    Map<String, Instant> gone = new HashMap<>();
    new TopicRead(kafka, topic)
        .all(
            record -> {
              if (record.key() == null) {
                return; // of no key, so of nothing of ours
              }
              String key = new String(record.key(), StandardCharsets.UTF_8);
              if (record.value() == null) {
                values.remove(key);
                gone.put(key, Instant.ofEpochMilli(record.timestamp()));
              } else {
                values.put(key, record.value());
                gone.remove(key);
              }
            });
    Map<String, T> decoded = new HashMap<>();
    values.forEach((key, value) -> decoded.put(key, AvroCodec.of(type).decode(value)));
    return new Latest<>(decoded, gone);
  }
}
