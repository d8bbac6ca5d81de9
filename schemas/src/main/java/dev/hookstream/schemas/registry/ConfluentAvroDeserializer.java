package dev.hookstream.schemas.registry;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.BadEventException;
import dev.hookstream.schemas.serde.EventFormats;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads events for a consumer of the events topic that is not the topology: all three forms,
 * configured with Confluent's names; without {@code schema.registry.url} the two that need none.
 */
public final class ConfluentAvroDeserializer implements Deserializer<Event> {
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private @Nullable EventFormats formats;

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    formats = EventSerdes.reader(configs, AT_MOST);
  }

  @Override
  public @Nullable Event deserialize(String topic, byte @Nullable [] bytes) {
    if (formats == null) {
      throw new IllegalStateException("configure() has not been called");
    }
    try {
      return bytes == null ? null : formats.read(bytes);
    } catch (BadEventException e) {
      throw new SerializationException(e.reason() + ": " + e.getMessage(), e);
    }
  }
}
