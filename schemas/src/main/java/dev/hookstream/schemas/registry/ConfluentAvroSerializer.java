package dev.hookstream.schemas.registry;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.registry.SchemaRegistryClient.Registered;
import dev.hookstream.schemas.serde.AvroCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in Confluent's wire format. Configured with Confluent's names, so that {@code
 * io.confluent.kafka.serializers.KafkaAvroSerializer} can be named in its place. A Serializer of
 * Object, as Confluent's is. Thread-safe once configured.
 */
public final class ConfluentAvroSerializer implements Serializer<Object> {
  // The calls come from requests that wait for us; a registry that is down longer is an error
  // there.
  private static final Duration AT_MOST = Duration.ofSeconds(10);
  private static final int SINGLE_OBJECT_HEADER = 10;

  private @Nullable RegistrySettings settings;
  private @Nullable SchemaRegistryClient client;

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    if (isKey) {
      throw new org.apache.kafka.common.config.ConfigException(
          "events have plain keys; this serializer is for values");
    }
    settings = RegistrySettings.from(configs);
    client = new SchemaRegistryClient(settings);
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (!(value instanceof Event event)) {
      throw new SerializationException("not an Event: " + value.getClass().getName());
    }
    byte[] single = AvroCodec.of(Event.class).encode(event);
    Registered target = target(topic);
    byte[] body =
        target.schema().equals(Event.getClassSchema())
            ? java.util.Arrays.copyOfRange(single, SINGLE_OBJECT_HEADER, single.length)
            : as(target.schema(), single);
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(target.id()).put(body).array();
  }

  private Registered target(String topic) {
    if (settings == null || client == null) {
      throw new IllegalStateException("configure() has not been called");
    }
    Schema ours = Event.getClassSchema();
    String subject = SubjectNames.named(settings.subjectStrategy()).of(topic, ours);
    if (settings.autoRegister()) {
      return client.register(subject, ours, AT_MOST);
    }
    return settings.useLatest()
        ? client.latest(subject, AT_MOST)
        : client.lookUp(subject, ours, AT_MOST);
  }

  /** The same event under the registry's newest schema, which may have more fields than ours. */
  private static byte[] as(Schema target, byte[] single) {
    try {
      Object record =
          new GenericDatumReader<>(Event.getClassSchema(), target)
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(
                          single,
                          SINGLE_OBJECT_HEADER,
                          single.length - SINGLE_OBJECT_HEADER,
                          null));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(single.length);
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<>(target).write(record, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException | org.apache.avro.AvroRuntimeException e) {
      throw new SerializationException(
          "an Event cannot be written under the registry's newest schema", e);
    }
  }
}
