package dev.hookstream.schemas.serde;

import dev.hookstream.schemas.Event;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.AvroTypeException;
import org.jspecify.annotations.Nullable;

/**
 * Reads events in the three forms, told apart by the first bytes: 0 is Confluent's wire format, C3
 * 01 Avro's single-object encoding, and an opening brace (after white space or a byte order mark) a
 * JSON object. {@code data} comes out byte for byte as it went in. Thread-safe.
 */
public final class EventFormats implements EventReader {
  /** The default bound on a record's value, as Kafka's own on a batch. */
  public static final int MAX_BYTES = 1 << 20;

  private final AvroCodec<Event> codec = AvroCodec.of(Event.class);
  private final @Nullable ConfluentEvents confluent;
  private final int maxBytes;

  private EventFormats(@Nullable ConfluentEvents confluent, int maxBytes) {
    this.confluent = confluent;
    this.maxBytes = maxBytes;
  }

  /** Without a registry: records in Confluent's form are rejected as {@code unknown_schema}. */
  public static EventFormats withoutRegistry(int maxBytes) {
    return new EventFormats(null, maxBytes);
  }

  /**
   * With a registry.
   *
   * @param atMost for how long a read may wait for the registry before it throws {@link
   *     RegistryUnavailableException}; well below {@code max.poll.interval.ms}
   * @param maxBytes an event of more bytes is {@code too_large}
   */
  public static EventFormats withRegistry(WriterSchemas schemas, Duration atMost, int maxBytes) {
    return new EventFormats(new ConfluentEvents(schemas, atMost), maxBytes);
  }

  @Override
  public Event read(byte[] value) throws BadEventException {
    return readOr(value, null);
  }

  @Override
  public Event read(byte[] value, Instant occurredIfUnsaid) throws BadEventException {
    return readOr(value, occurredIfUnsaid);
  }

  private Event readOr(byte @Nullable [] value, @Nullable Instant occurredIfUnsaid)
      throws BadEventException {
    if (value == null || value.length == 0) {
      throw new BadEventException(BadEventException.UNREADABLE, "", "the record has no value");
    }
    if (value.length > maxBytes) {
      throw new BadEventException(
          BadEventException.TOO_LARGE,
          "",
          "has " + value.length + " bytes, and an event may have " + maxBytes);
    }
    if (JsonStart.isObject(value)) {
      return EventRules.check(JsonEvents.read(value, occurredIfUnsaid));
    }
    Event event = avro(value);
    AvroText.check(event, value);
    return EventRules.check(event);
  }

  private Event avro(byte[] value) throws BadEventException {
    try {
      if (value[0] == ConfluentEvents.MAGIC) {
        return confluent(value);
      }
      if (value[0] == (byte) 0xC3 && value.length > 1 && value[1] == 0x01) {
        return codec.decode(value);
      }
    } catch (UnreadableRecordException e) {
      String reason =
          e.getCause() instanceof AvroTypeException
              ? BadEventException.NOT_AN_EVENT
              : BadEventException.UNREADABLE;
      throw new BadEventException(reason, "", String.valueOf(e.getMessage()));
    }
    throw new BadEventException(
        BadEventException.UNREADABLE,
        "",
        "is neither Avro in Confluent's wire format, nor Avro's single-object encoding, nor a JSON"
            + " object");
  }

  private Event confluent(byte[] value) throws BadEventException {
    if (confluent == null) {
      throw new BadEventException(
          BadEventException.UNKNOWN_SCHEMA,
          "",
          "is in Confluent's wire format, and no schema.registry.url is set");
    }
    return confluent.read(value);
  }
}
