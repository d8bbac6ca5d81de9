package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** A driver and its topics, each with its records: what is put in, what has come out since. */
final class DriverTopics {
  private final TopologyTestDriver driver;

  DriverTopics(Topology topology, Path stateDir, long now) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "dispatch-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    driver = new TopologyTestDriver(topology, properties, Instant.ofEpochMilli(now));
  }

  TopologyTestDriver driver() {
    return driver;
  }

  /** Whatever a producer may write to {@code events}. */
  void raw(TestRecord<@Nullable String, byte @Nullable []> record) {
    driver
        .createInputTopic("events", new StringSerializer(), new ByteArraySerializer())
        .pipeInput(record);
  }

  @SuppressWarnings("unchecked") // the codec of a record's own class
  <T extends SpecificRecordBase> void send(Topic topic, String key, T value, long at) {
    Class<T> type = (Class<T>) value.getClass();
    driver
        .createInputTopic(
            topic.plainName(), new StringSerializer(), AvroCodec.of(type).serde().serializer())
        .pipeInput(key, value, at);
  }

  <T extends SpecificRecordBase> List<T> read(Topic topic, Class<T> type) {
    return driver
        .createOutputTopic(
            topic.plainName(), new StringDeserializer(), AvroCodec.of(type).serde().deserializer())
        .readValuesToList();
  }

  List<TestRecord<byte[], byte[]>> rejected() {
    return driver
        .createOutputTopic(
            "rejected-events", new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }
}
