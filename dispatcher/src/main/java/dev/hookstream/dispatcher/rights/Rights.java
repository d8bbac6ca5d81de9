package dev.hookstream.dispatcher.rights;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.settings.SettingsKeys;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The least that each part needs on a cluster whose authorizer allows nothing else. The one list of
 * it: the start checks it, {@code topics acls} prints it, and a test runs everything with exactly
 * this. Idempotent producers need no right of their own: since Kafka 2.8 {@code Write} on a topic
 * is enough.
 */
public final class Rights {
  /** Who needs rights; an instance needs those of all its roles, under one principal. */
  public enum Holder {
    /** A service that publishes events straight to Kafka. */
    UPSTREAM,
    /** The roles {@code topology} and {@code api}, which run in the same instance. */
    TOPOLOGY,
    /** The role {@code sender}. */
    SENDER,
    /** The role {@code delay}, which also deletes what is consumed. */
    DELAY,
    /** Who runs {@code topics create}. */
    OPERATOR,
    /** Who runs {@code backup}. */
    BACKUP,
    /** Who runs {@code restore}; the instance that applies it has rights of its own. */
    RESTORE,
    /** Who runs {@code bench --config}; the prefix of these settings is the installation's. */
    BENCH
  }

  private record Resource(ResourceType type, PatternType pattern, String name) {}

  private final KafkaSettings kafka;
  private final Map<Resource, Set<AclOperation>> found = new LinkedHashMap<>();

  private Rights(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** What all of these need together, each resource once, in a fixed order. */
  public static List<Right> of(KafkaSettings kafka, Collection<Holder> holders) {
    Rights rights = new Rights(kafka);
    new TreeSet<>(holders).forEach(rights::add);
    return rights.found.entrySet().stream()
        .map(
            entry ->
                new Right(
                    entry.getKey().type(),
                    entry.getKey().pattern(),
                    entry.getKey().name(),
                    entry.getValue()))
        .toList();
  }

  private void add(Holder holder) {
    switch (holder) {
      case UPSTREAM -> topic(Topic.EVENTS, AclOperation.WRITE);
      case TOPOLOGY -> {
        looks();
        topology();
      }
      case SENDER -> {
        looks();
        topic(Topic.DELIVERIES, AclOperation.READ);
        topic(Topic.ATTEMPTS, AclOperation.WRITE);
        group("sender", AclOperation.READ);
      }
      case DELAY -> {
        looks();
        delay();
      }
      case OPERATOR -> {
        for (Topic topic : Topic.values()) {
          topic(topic, AclOperation.CREATE, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
        }
      }
      case BACKUP -> {
        topic(Topic.EVENTS, AclOperation.READ);
        settings();
      }
      case RESTORE -> {
        settings();
        topic(Topic.API_KEYS, AclOperation.WRITE);
        topic(Topic.AUDIT, AclOperation.READ);
        topic(Topic.CHANGES, AclOperation.WRITE);
      }
      case BENCH -> bench();
    }
  }

  /** What every instance looks at before it starts. */
  private void looks() {
    for (Topic topic : Topic.values()) {
      topic(topic, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
    }
    // Each instance looks at all of them before it joins any.
    KafkaSettings.WORKING_GROUPS.forEach(group -> group(group, AclOperation.DESCRIBE));
  }

  private void topology() {
    for (Topic topic : Topic.values()) {
      boolean waits = topic == Topic.DELIVERIES || Topic.LADDER.contains(topic);
      if (!waits) {
        topic(topic, AclOperation.READ);
      }
      if (topic != Topic.DUE) {
        topic(topic, AclOperation.WRITE);
      }
    }
    group("dispatch", AclOperation.READ);
    group("log", AclOperation.READ);
    group("alerts", AclOperation.READ);
    // Of Kafka Streams: its changelogs, and the transactions that a task or a replay commits.
    for (String application : List.of("dispatch", "log")) {
      prefixed(
          ResourceType.TOPIC,
          application,
          AclOperation.CREATE,
          AclOperation.READ,
          AclOperation.WRITE);
    }
    prefixed(ResourceType.TRANSACTIONAL_ID, "dispatch", AclOperation.WRITE);
    prefixed(ResourceType.TRANSACTIONAL_ID, "replay", AclOperation.WRITE);
  }

  private void delay() {
    for (Topic rung : Topic.LADDER) {
      topic(rung, AclOperation.READ, AclOperation.WRITE);
    }
    topic(Topic.DUE, AclOperation.WRITE);
    group("delay", AclOperation.READ);
    for (Topic topic : Topic.values()) {
      if (topic.cleanup() == Topic.Cleanup.WHEN_CONSUMED) {
        topic(topic, AclOperation.DELETE);
      }
    }
  }

  /** What an installation's settings lie on, and how far its topology has read. */
  private void settings() {
    topic(Topic.API_KEYS, AclOperation.READ);
    for (String store : List.of(SettingsKeys.ENDPOINTS, SettingsKeys.WORKSPACES)) {
      add(ResourceType.TOPIC, PatternType.LITERAL, kafka.changelog(store), AclOperation.READ);
    }
    group("dispatch", AclOperation.DESCRIBE);
  }

  /** Everything under a prefix of its own, and nothing else. */
  private void bench() {
    String prefix = kafka.names().prefix() + "bench-";
    add(
        ResourceType.TOPIC,
        PatternType.PREFIXED,
        prefix,
        AclOperation.CREATE,
        AclOperation.DELETE,
        AclOperation.DESCRIBE_CONFIGS,
        AclOperation.READ,
        AclOperation.WRITE);
    add(ResourceType.GROUP, PatternType.PREFIXED, prefix, AclOperation.DELETE, AclOperation.READ);
    add(ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, prefix, AclOperation.WRITE);
  }

  private void topic(Topic topic, AclOperation... operations) {
    add(ResourceType.TOPIC, PatternType.LITERAL, kafka.topic(topic), operations);
  }

  private void group(String part, AclOperation operation) {
    add(ResourceType.GROUP, PatternType.LITERAL, kafka.group(part), operation);
  }

  private void prefixed(ResourceType type, String part, AclOperation... operations) {
    add(type, PatternType.PREFIXED, kafka.group(part) + "-", operations);
  }

  private void add(
      ResourceType type, PatternType pattern, String name, AclOperation... operations) {
    found
        .computeIfAbsent(
            new Resource(type, pattern, name), unused -> EnumSet.noneOf(AclOperation.class))
        .addAll(List.of(operations));
  }
}
