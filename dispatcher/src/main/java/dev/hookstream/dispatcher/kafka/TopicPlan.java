package dev.hookstream.dispatcher.kafka;

import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** What a topic of the catalogue looks like on a cluster. Pure. */
final class TopicPlan {
  private static final int MIB = 1 << 20;
  private static final int SPARE_COPIES = 3; // enough for one to be away

  private TopicPlan() {}

  static NewTopic newTopic(Topic topic, KafkaSettings kafka) {
    return new NewTopic(kafka.topic(topic), kafka.partitions(), kafka.replicationFactor())
        .configs(configs(topic, kafka.replicationFactor()));
  }

  /**
   * What keeps an acknowledged record when a machine is lost: two copies at least wherever there
   * are three, and no leader that has not all of them.
   *
   * @param replicas -1 where that is not known
   */
  static Map<String, String> safety(int replicas) {
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
    if (replicas >= SPARE_COPIES) {
      configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    } else if (replicas > 0) {
      configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1");
    }
    return configs;
  }

  static Map<String, String> configs(Topic topic, int replicas) {
    Map<String, String> configs = new HashMap<>(safety(replicas));
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanupPolicy(topic));
    configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(maxMessageBytes(topic)));
    configs.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    if (topic.cleanup() != Topic.Cleanup.COMPACT) {
      configs.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(retentionMillis(topic)));
    }
    // Whole segments are dropped: small ones where little is kept, so that disk comes back soon.
    boolean shortLived = topic.cleanup() != Topic.Cleanup.DELETE;
    configs.put(TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf((shortLived ? 64 : 256) * MIB));
    configs.put(TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(Duration.ofDays(1).toMillis()));
    return configs;
  }

  static String cleanupPolicy(Topic topic) {
    return topic.cleanup() == Topic.Cleanup.COMPACT
        ? TopicConfig.CLEANUP_POLICY_COMPACT
        : TopicConfig.CLEANUP_POLICY_DELETE;
  }

  /** For how long records have to be kept, in milliseconds; -1: whatever their age. */
  static long retentionMillis(Topic topic) {
    return topic.retention().map(Duration::toMillis).orElse(-1L);
  }

  /** Room for what the broker adds to a record, and, inside, for what we add to an event. */
  static int maxMessageBytes(Topic topic) {
    return topic == Topic.EVENTS ? MIB : KafkaSettings.MAX_INTERNAL_BYTES + 64 * 1024;
  }
}
