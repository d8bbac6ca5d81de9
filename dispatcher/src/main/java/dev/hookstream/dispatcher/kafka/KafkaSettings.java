package dev.hookstream.dispatcher.kafka;

import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.topology.state.Generation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How to reach Kafka and what our topics are called there. Every part that opens a Kafka client
 * takes one of these and asks it for properties; keys and values are bytes for all of them.
 *
 * @param client properties that every client gets: {@code bootstrap.servers}, security, and
 *     whatever the operator adds; they win over the defaults below, except over what correctness
 *     rests on
 * @param names what the topics are called
 * @param partitions of every topic that {@code topics create} makes
 * @param replicationFactor of the same; -1 for the broker's default
 */
public record KafkaSettings(
    Map<String, String> client, TopicNames names, int partitions, short replicationFactor) {

  /** Partitions of each topic where nothing else is said. */
  public static final int DEFAULT_PARTITIONS = 12;

  /** The largest event that is accepted, in bytes as it lies on the topic. */
  public static final int MAX_EVENT_BYTES = 256 * 1024;

  /** The largest record on an internal topic: well above an event with what we add to it. */
  public static final int MAX_INTERNAL_BYTES = 2 * 1024 * 1024;

  /** The groups that share the work between instances, see {@link #group}. */
  public static final List<String> WORKING_GROUPS = List.of("dispatch", "log", "sender", "delay");

  /** Session time-out of our groups: how long a killed instance's partitions lie idle. */
  public static final int SESSION_TIMEOUT_MILLIS = 6_000;

  /** Between two heartbeats, with the answer to which a member learns that another one is gone. */
  public static final int HEARTBEAT_MILLIS = 1_000;

  /**
   * How many requests a producer has out at each broker. With more, one that a partition refuses
   * for a moment (it was just made, or has just moved) can be overtaken by the next one, whose
   * records the broker then takes for a new producer's first: those of the refused one are out of
   * order for ever, and wait for ever (KAFKA-14359).
   */
  public static final int REQUESTS_AT_ONCE = 1;

  /**
   * How much topology, log and sender ask of a broker at once, in bytes: an answer is one array,
   * which below half of G1's smallest region is one among others and no "humongous" object. Of
   * those, a few megabytes each, every few began a marking of the whole heap.
   */
  public static final int FETCH_BYTES = 448 * 1024;

  /** Checks that there is something to connect to. */
  public KafkaSettings {
    client = Map.copyOf(client);
    if (client.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "").isBlank()) {
      throw new IllegalArgumentException(
          "Kafka's bootstrap.servers is not set: give host:port of at least one broker");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be at least 1, not " + partitions);
    }
    if (replicationFactor != -1 && replicationFactor < 1) {
      throw new IllegalArgumentException(
          "the replication factor must be at least 1, or -1 for the broker's default, not "
              + replicationFactor);
    }
  }

  /** A cluster without security, default names and partitions, one replica. */
  public static KafkaSettings plain(String bootstrapServers) {
    return new KafkaSettings(
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
        TopicNames.DEFAULT,
        DEFAULT_PARTITIONS,
        (short) 1);
  }

  /** Where the brokers are. */
  public String bootstrapServers() {
    return client.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
  }

  /** The name of a topic in this installation. */
  public String topic(Topic topic) {
    return names.of(topic);
  }

  /**
   * A name of a group, an application or a client in this installation.
   *
   * @param part for example {@code delay}: gives {@code <prefix>hookstream-delay}
   */
  public String group(String part) {
    return names.prefix() + "hookstream-" + part;
  }

  /**
   * Kafka Streams' name for what the state of the dispatch topology is rebuilt from.
   *
   * @param store the name of its store
   */
  public String changelog(String store) {
    return group("dispatch") + "-" + store + "-changelog";
  }

  /**
   * The client id of a member of a group of ours, which says to all who look at the group what may
   * run beside it.
   */
  public String member(String part) {
    return group(part) + "-g" + Generation.id();
  }

  /**
   * Properties of a consumer of bytes: committed by hand, only committed transactions seen, classic
   * protocol, from the beginning where nothing is committed. A fresh map, to be changed at will.
   *
   * @param part names the group and the client, see {@link #group}
   */
  public Map<String, Object> consumer(String part) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.putAll(admin(part));
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, member(part));
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group(part));
    properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return properties;
  }

  /**
   * Properties of a consumer that belongs to no group and is assigned its partitions by hand.
   * Otherwise as {@link #consumer}.
   */
  public Map<String, Object> reader(String part) {
    Map<String, Object> properties = consumer(part);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, group(part));
    return properties;
  }

  /**
   * Properties of a producer of bytes: idempotent, acknowledged by all in-sync replicas, and as
   * patient as the client allows, since a broker that cannot be reached delays and loses nothing.
   */
  public Map<String, Object> producer(String part) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.putAll(admin(part));
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, REQUESTS_AT_ONCE);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_INTERNAL_BYTES);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return properties;
  }

  /**
   * Properties with which Kafka Streams makes its changelogs as safe as our own topics are. The
   * replication factor has to be known for it; -1 leaves it all to the broker.
   */
  public Map<String, Object> changelogs() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) replicationFactor);
    TopicPlan.safety(replicationFactor)
        .forEach((name, value) -> properties.put(StreamsConfig.topicPrefix(name), value));
    return properties;
  }

  /** Properties of an admin client. */
  public Map<String, Object> admin(String part) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, group(part));
    return properties;
  }
}
