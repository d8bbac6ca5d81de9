package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An upstream service: plain kafka-clients, with that library's own defaults. */
final class Publisher implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  Publisher(KafkaSettings kafka) {
    topic = kafka.names().events();
    Map<String, Object> properties = new HashMap<>(kafka.client());
    properties.put("max.request.size", 8 * 1024 * 1024);
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  Future<RecordMetadata> send(String key, byte[] value, Header... headers) {
    return producer.send(
        new ProducerRecord<>(topic, null, key.getBytes(UTF_8), value, List.of(headers)));
  }

  /** Tells where the record is, once Kafka has it. */
  Future<RecordMetadata> send(String key, byte[] value, Consumer<RecordMetadata> acknowledged) {
    return producer.send(
        new ProducerRecord<>(topic, key.getBytes(UTF_8), value),
        (at, fault) -> {
          if (fault == null) {
            acknowledged.accept(at);
          }
        });
  }

  /** Into a partition of the caller's choice, as a producer with a partitioner of its own does. */
  Future<RecordMetadata> send(int partition, String key, byte[] value, Header... headers) {
    return producer.send(
        new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value, List.of(headers)));
  }

  /** Publishes as JSON, without a product. */
  Future<RecordMetadata> json(String workspace, String id, String type, String data) {
    return send(workspace, jsonBytes(workspace, id, type, data));
  }

  static byte[] jsonBytes(String workspace, String id, String type, String data) {
    return """
    {"id":"%s","type":"%s","workspace_id":"%s","occurred_at":"%s","data":%s}"""
        .formatted(id, type, workspace, Samples.OCCURRED_AT, data)
        .getBytes(UTF_8);
  }

  static Event event(String workspace, String id, String type, String data) {
    return Event.newBuilder()
        .setId(id)
        .setType(type)
        .setWorkspaceId(workspace)
        .setOccurredAt(Instant.parse(Samples.OCCURRED_AT))
        .setData(data)
        .build();
  }

  /** An event in Confluent's wire format, under a schema of this id that is ours. */
  static byte[] confluent(int schema, Event event) {
    byte[] single = AvroCodec.of(Event.class).encode(event);
    byte[] body = Arrays.copyOfRange(single, 10, single.length);
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(schema).put(body).array();
  }

  /** Its producer's metrics, by name. */
  double metric(String name) {
    return producer.metrics().entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .mapToDouble(entry -> (double) entry.getValue().metricValue())
        .max()
        .orElseThrow();
  }

  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
