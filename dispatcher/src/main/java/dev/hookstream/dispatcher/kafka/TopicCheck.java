package dev.hookstream.dispatcher.kafka;

import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** Holds what a cluster has against the catalogue of topics. Pure. */
final class TopicCheck {
  /**
   * A topic as it is on the cluster.
   *
   * @param replicas of its first partition
   * @param configs all of them, defaults included
   */
  record Actual(int partitions, int replicas, Map<String, String> configs) {}

  private static final int COPIES = 3;

  private final KafkaSettings kafka;
  private final Map<String, Actual> cluster;
  private final int brokers;
  private final List<Difference> differences = new ArrayList<>();

  private TopicCheck(KafkaSettings kafka, int brokers, Map<String, Actual> cluster) {
    this.kafka = kafka;
    this.brokers = brokers;
    this.cluster = cluster;
  }

  /** All differences, in the catalogue's order; empty where there is none. */
  static List<Difference> differences(
      KafkaSettings kafka, int brokers, Map<String, Actual> cluster) {
    TopicCheck check = new TopicCheck(kafka, brokers, cluster);
    for (Topic topic : Topic.values()) {
      Actual actual = cluster.get(kafka.topic(topic));
      if (actual == null) {
        check.error(topic, "is missing; make it with: hookstream topics create");
      } else {
        check.cleanup(topic, actual);
        check.timestamps(topic, actual);
        check.size(topic, actual);
        check.safety(topic, actual);
      }
    }
    check.partitions();
    return List.copyOf(check.differences);
  }

  /** One task owns a workspace only where its number of partition is the same on every topic. */
  private void partitions() {
    Actual events = cluster.get(kafka.topic(Topic.EVENTS));
    if (events == null) {
      return;
    }
    for (Topic topic : Topic.values()) {
      Actual actual = cluster.get(kafka.topic(topic));
      if (topic.key() == Topic.Key.WORKSPACE
          && actual != null
          && actual.partitions() != events.partitions()) {
        error(
            topic,
            "has "
                + actual.partitions()
                + " partitions and "
                + kafka.topic(Topic.EVENTS)
                + " has "
                + events.partitions()
                + "; all topics keyed by workspace need the same number: stop all instances, drain, and"
                + " make it anew with that number");
      }
    }
  }

  private void cleanup(Topic topic, Actual actual) {
    String policy = actual.configs().getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "delete");
    String wanted = TopicPlan.cleanupPolicy(topic);
    if (!policy.equals(wanted)) {
      add(
          severity(topic),
          topic,
          "cleanup.policy is " + policy + " and has to be " + wanted + ", or records are lost");
      return;
    }
    if (topic.cleanup() != Topic.Cleanup.COMPACT) {
      retention(topic, actual);
    }
  }

  private void retention(Topic topic, Actual actual) {
    long millis = number(actual, TopicConfig.RETENTION_MS_CONFIG);
    long wanted = TopicPlan.retentionMillis(topic);
    if (millis >= 0 && (wanted < 0 || millis < wanted)) {
      add(
          topic.cleanup() == Topic.Cleanup.WHEN_CONSUMED
              ? Difference.Severity.ERROR
              : Difference.Severity.WARNING,
          topic,
          "retention.ms keeps records for "
              + words(millis)
              + " and should keep them "
              + (wanted < 0 ? "until they are consumed (-1)" : "for " + words(wanted)));
    }
    long bytes = number(actual, TopicConfig.RETENTION_BYTES_CONFIG);
    if (bytes >= 0) {
      add(
          topic.cleanup() == Topic.Cleanup.WHEN_CONSUMED
              ? Difference.Severity.ERROR
              : Difference.Severity.WARNING,
          topic,
          "retention.bytes drops records beyond " + bytes + " bytes a partition; set it to -1");
    }
  }

  private void timestamps(Topic topic, Actual actual) {
    String type =
        actual.configs().getOrDefault(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
    if (!type.equals("LogAppendTime")) {
      boolean rung = Topic.LADDER.contains(topic);
      add(
          rung ? Difference.Severity.ERROR : Difference.Severity.WARNING,
          topic,
          "message.timestamp.type is "
              + type
              + ": times come from producers' clocks, "
              + (rung
                  ? "and delays are counted from them"
                  : "so retention and replays by time are only as true as those")
              + "; set it to LogAppendTime");
    }
  }

  private void size(Topic topic, Actual actual) {
    long bytes = number(actual, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    int wanted =
        topic == Topic.EVENTS ? KafkaSettings.MAX_EVENT_BYTES : KafkaSettings.MAX_INTERNAL_BYTES;
    if (bytes >= 0 && bytes < wanted) {
      add(
          severity(topic),
          topic,
          "max.message.bytes is " + bytes + " and has to be at least " + wanted);
    }
  }

  /** What is lost, or stands still, with a machine. */
  private void safety(Topic topic, Actual actual) {
    int replicas = actual.replicas();
    long inSync = Math.max(1, number(actual, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG));
    if (replicas == 1 && brokers >= COPIES) {
      warning(
          topic,
          "has one copy on a cluster of "
              + brokers
              + " brokers: what is on it is lost with a disk; give it three"
              + " (kafka-reassign-partitions.sh)");
    } else if (replicas > 1 && inSync >= replicas) {
      warning(
          topic,
          "min.insync.replicas is "
              + inSync
              + " with "
              + replicas
              + " replicas: nothing is written to it while one broker is away; set it to "
              + (replicas - 1));
    } else if (replicas >= COPIES && inSync < 2) {
      warning(
          topic,
          "min.insync.replicas is 1: what is acknowledged may be on one machine alone, and is"
              + " lost with it; set it to 2");
    }
    if (Boolean.parseBoolean(
        actual.configs().get(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG))) {
      warning(
          topic,
          "unclean.leader.election.enable is true: a leader that has not everything may drop what"
              + " was acknowledged; set it to false");
    }
  }

  private void warning(Topic topic, String text) {
    add(Difference.Severity.WARNING, topic, text);
  }

  /** The events topic may be older than we are: what it is, its owners decided. */
  private static Difference.Severity severity(Topic topic) {
    return topic == Topic.EVENTS ? Difference.Severity.WARNING : Difference.Severity.ERROR;
  }

  private void error(Topic topic, String text) {
    add(Difference.Severity.ERROR, topic, text);
  }

  private void add(Difference.Severity severity, Topic topic, String text) {
    differences.add(new Difference(severity, kafka.topic(topic), text));
  }

  private static long number(Actual actual, String config) {
    return Long.parseLong(actual.configs().getOrDefault(config, "-1"));
  }

  private static String words(long millis) {
    Duration duration = Duration.ofMillis(millis);
    return duration.toDays() > 0
        ? duration.toDays() + " days"
        : duration.toHours() > 0 ? duration.toHours() + " hours" : duration.toSeconds() + " s";
  }
}
