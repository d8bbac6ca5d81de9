package dev.hookstream.schemas.serde;

import dev.hookstream.schemas.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * Confluent's wire format: a zero byte, the writer schema's id in the registry (four bytes,
 * big-endian), the record. The writer's schema is resolved against ours by Avro's rules.
 */
final class ConfluentEvents {
  static final byte MAGIC = 0;
  static final int HEADER_LENGTH = 5;

  private final WriterSchemas schemas;
  private final Duration atMost;
  private final Map<Integer, AvroReader<Event>> readers = new ConcurrentHashMap<>();

  ConfluentEvents(WriterSchemas schemas, Duration atMost) {
    this.schemas = schemas;
    this.atMost = atMost;
  }

  Event read(byte[] value) throws BadEventException {
    if (value.length < HEADER_LENGTH) {
      throw new BadEventException(
          BadEventException.UNREADABLE, "", "cut off within the schema's id");
    }
    int id = ByteBuffer.wrap(value).getInt(1);
    AvroReader<Event> reader = readers.get(id);
    if (reader == null) {
      reader = reader(id);
      readers.put(id, reader);
    }
    return reader.read(value, HEADER_LENGTH, value.length - HEADER_LENGTH);
  }

  private AvroReader<Event> reader(int id) throws BadEventException {
    try {
      Schema writer = schemas.byId(id, atMost);
      SpecificData data = SpecificData.getForClass(Event.class);
      return new AvroReader<>("Event under schema " + id, writer, Event.getClassSchema(), data);
    } catch (UnknownSchemaException e) {
      throw new BadEventException(
          BadEventException.UNKNOWN_SCHEMA,
          "",
          "names a schema that is not in the registry: " + e.getMessage());
    }
  }
}
