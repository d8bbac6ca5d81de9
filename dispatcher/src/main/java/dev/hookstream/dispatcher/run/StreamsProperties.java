package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.state.BoundedMemory;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/** How the dispatch topology is run: exactly once inside, and without Streams' default delays. */
final class StreamsProperties {
  private StreamsProperties() {}

  /**
   * All of it.
   *
   * @param kafka with the cluster's own partitions and replicas
   */
  static Properties dispatch(Config config, KafkaSettings kafka, String advertised) {
    Properties properties = new Properties();
    properties.putAll(kafka.client());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, kafka.group("dispatch"));
    String client = kafka.member("dispatch") + "-" + UUID.randomUUID();
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, client);
    properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, config.topology().stateDir().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.topology().threads());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, (long) config.topology().commitIntervalMillis());
    properties.putAll(kafka.changelogs());
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.topology().standbys());
    properties.put(StreamsConfig.POLL_MS_CONFIG, 10L);
    // 0 would hold a task up until a partition that has something on the broker has it here, too;
    // what must not wait is ahead of the rest by its timestamp (PriorityTimestamps).
    properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
    properties.put(BoundedMemory.MEMORY_BYTES, config.topology().stateMemoryBytes());
    properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    // A record of ours that cannot be read must not stop its partition: it is put aside, whole.
    properties.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    properties.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
        kafka.topic(Topic.REJECTED_EVENTS));
    consumer(
        properties, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, KafkaSettings.SESSION_TIMEOUT_MILLIS);
    consumer(
        properties, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, KafkaSettings.HEARTBEAT_MILLIS);
    consumer(properties, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    consumer(properties, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, KafkaSettings.FETCH_BYTES);
    // Batches are small here, many topics with few records each: compression would cost more than
    // it saves (a ninth of the thread, in a profile), and a lone record does not wait for company.
    producer(properties, ProducerConfig.LINGER_MS_CONFIG, 2);
    producer(properties, ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    producer(
        properties,
        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
        KafkaSettings.REQUESTS_AT_ONCE);
    producer(properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaSettings.MAX_INTERNAL_BYTES);
    // How long a killed instance's open transaction can hold back those who read committed.
    producer(properties, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    return properties;
  }

  private static void consumer(Properties properties, String name, Object value) {
    properties.put(StreamsConfig.mainConsumerPrefix(name), value);
  }

  private static void producer(Properties properties, String name, Object value) {
    properties.put(StreamsConfig.producerPrefix(name), value);
  }
}
