package dev.hookstream.schemas.registry;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.EventFormats;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/** From an installation's settings to what reads and what writes the events topic. */
public final class EventSerdes {
  /** Names the serializer's class; unsaid: ours, in the form that the settings allow. */
  public static final String SERIALIZER = "events.value.serializer";

  // A registry in good health answers well within it.
  private static final Duration FIRST_LOOK = Duration.ofMillis(100);

  private EventSerdes() {}

  /**
   * A reader of all three forms, of two where no registry is set.
   *
   * @param atMost for how long one read may wait for the registry
   * @throws ConfigException naming the setting at fault
   */
  public static EventFormats reader(Map<String, ?> settings, Duration atMost) {
    return reader(settings, atMost, EventFormats.MAX_BYTES);
  }

  /** The same with a bound on a record's value; a larger event is {@code too_large}. */
  public static EventFormats reader(Map<String, ?> settings, Duration atMost, int maxBytes) {
    if (!RegistrySettings.isSet(settings)) {
      return EventFormats.withoutRegistry(maxBytes);
    }
    SchemaRegistryClient client = new SchemaRegistryClient(RegistrySettings.from(settings));
    return EventFormats.withRegistry(client, atMost, maxBytes);
  }

  /**
   * A reader that does not wait for the registry: where a record's schema is not known yet it is
   * asked for in the background, and until the answer is there the read throws {@link
   * dev.hookstream.schemas.serde.RegistryUnavailableException} at once.
   *
   * @param maxBytes an event of more bytes is {@code too_large}
   * @throws ConfigException naming the setting at fault
   */
  public static EventFormats nonBlockingReader(Map<String, ?> settings, int maxBytes) {
    if (!RegistrySettings.isSet(settings)) {
      return EventFormats.withoutRegistry(maxBytes);
    }
    SchemaRegistryClient client = new SchemaRegistryClient(RegistrySettings.from(settings));
    return EventFormats.withRegistry(new BackgroundSchemas(client), FIRST_LOOK, maxBytes);
  }

  /**
   * What writes an {@link Event}: the class named in {@link #SERIALIZER}, configured with the same
   * settings; else Confluent's form by our own class where a registry is set, else single-object
   * encoding.
   *
   * @throws ConfigException where the class is not there or is no serializer
   */
  @SuppressWarnings("unchecked") // Kafka itself casts a serializer that is named in a setting
  public static Serializer<Object> serializer(Map<String, ?> settings) {
    Object named = settings.get(SERIALIZER);
    if (named == null && !RegistrySettings.isSet(settings)) {
      return (topic, event) -> AvroCodec.of(Event.class).encode((Event) event);
    }
    String className =
        named == null ? ConfluentAvroSerializer.class.getName() : named.toString().trim();
    Serializer<Object> serializer;
    try {
      serializer = Utils.newInstance(className, Serializer.class);
    } catch (ClassNotFoundException e) {
      throw new ConfigException(
          SERIALIZER + " names " + className + ", which is not on the class path");
    } catch (ClassCastException e) {
      throw new ConfigException(
          SERIALIZER + " names " + className + ", which is no Kafka Serializer");
    }
    serializer.configure(settings, false);
    return serializer;
  }
}
