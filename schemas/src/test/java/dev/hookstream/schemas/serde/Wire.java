package dev.hookstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hookstream.schemas.Event;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;

/** Events as other programs put them on the topic, written without our serde. */
final class Wire {
  static final Schema EVENT_OF_ANOTHER_TEAM =
      SchemaBuilder.record("Event")
          .namespace("com.example.billing")
          .fields()
          .requiredString("trace")
          .requiredString("data")
          .requiredLong("occurred_at")
          .requiredString("workspace_id")
          .requiredString("type")
          .requiredString("id")
          .endRecord();

  private Wire() {}

  static byte[] confluent(int schemaId, IndexedRecord record) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeByte(0);
      out.writeInt(schemaId);
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      SpecificData data = SpecificData.getForClass(Event.class);
      new GenericDatumWriter<IndexedRecord>(record.getSchema(), data).write(record, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] json(Event event) {
    return "{\"id\":\"%s\",\"type\":\"%s\",\"workspace_id\":\"%s\",\"occurred_at\":\"%s\",\"data\":%s}"
        .formatted(
            event.getId(),
            event.getType(),
            event.getWorkspaceId(),
            event.getOccurredAt(),
            event.getData())
        .getBytes(UTF_8);
  }
}
