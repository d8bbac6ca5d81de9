package dev.hookstream.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Records as Avro's single-object encoding: the bytes C3 01, the fingerprint of the writer's schema
 * (eight bytes, little-endian CRC-64-AVRO), the record. The fingerprint is looked up among the
 * current schema and every released one, so records and state of earlier versions stay readable
 * without a registry.
 *
 * <p>Thread-safe; one instance a record type.
 *
 * @param <T> the generated record
 */
public final class AvroCodec<T extends SpecificRecordBase> {
  /** Marker and fingerprint. */
  static final int HEADER_LENGTH = 10;

  private static final Map<Class<?>, AvroCodec<?>> CODECS = new ConcurrentHashMap<>();

  static {
    TrustedClasses.declare();
  }

  private final String name;
  private final byte[] header;
  private final SpecificDatumWriter<T> writer;
  private final Map<Long, AvroReader<T>> readers = new ConcurrentHashMap<>();
  private final ThreadLocal<Output> outputs = ThreadLocal.withInitial(Output::new);

  private final Class<T> type;

  private AvroCodec(Class<T> type, Set<String> passedOver) {
    this.type = type;
    SpecificData data = SpecificData.getForClass(type);
    Schema current = data.getSchema(type);
    data.setCustomCoders(true);
    this.name = type.getSimpleName();
    this.header = header(current);
    this.writer = new SpecificDatumWriter<>(current, data);
    for (Schema released : ReleasedSchemas.of(name)) {
      readers.put(
          fingerprint(released),
          new AvroReader<>(name, passing(released, passedOver), current, data));
    }
    readers.put(
        fingerprint(current), new AvroReader<>(name, passing(current, passedOver), current, data));
  }

  /** The codec of a record type: always the same instance. */
  @SuppressWarnings("unchecked") // the map only ever holds a type's own codec under it
  public static <T extends SpecificRecordBase> AvroCodec<T> of(Class<T> type) {
    return (AvroCodec<T>) CODECS.computeIfAbsent(type, key -> new AvroCodec<>(type, Set.of()));
  }

  /**
   * The same for who does not need all of a record: what it decodes has these fields' defaults,
   * which costs less than to read them. A new one with each call.
   *
   * @throws IllegalArgumentException where the record has no such field, or the field no default
   */
  public AvroCodec<T> without(String... fields) {
    for (String field : fields) {
      Schema.Field known = SpecificData.get().getSchema(type).getField(field);
      if (known == null || !known.hasDefaultValue()) {
        throw new IllegalArgumentException("no field with a default in " + name + ": " + field);
      }
    }
    return new AvroCodec<>(type, Set.of(fields));
  }

  /** The record as bytes. A field that must not be null and is ends in a NullPointerException. */
  public byte[] encode(T record) {
    Output output = outputs.get();
    output.bytes.reset();
    output.bytes.writeBytes(header);
    output.encoder = EncoderFactory.get().binaryEncoder(output.bytes, output.encoder);
    try {
      writer.write(record, output.encoder);
      output.encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory refused bytes", e);
    }
    byte[] encoded = output.bytes.toByteArray();
    if (encoded.length > Output.KEPT) {
      outputs.remove();
    }
    return encoded;
  }

  /**
   * The record in these bytes.
   *
   * @throws UnreadableRecordException where they are not one single record of this type, written
   *     with its current schema or a released one
   */
  public T decode(byte[] bytes) {
    if (bytes.length < HEADER_LENGTH || bytes[0] != header[0] || bytes[1] != header[1]) {
      throw new UnreadableRecordException(
          "not a " + name + ": the bytes do not begin with C3 01 and a fingerprint");
    }
    long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    AvroReader<T> reader = readers.get(fingerprint);
    if (reader == null) {
      throw new UnreadableRecordException(
          "not a "
              + name
              + " of any version known here: schema fingerprint "
              + Long.toHexString(fingerprint)
              + "; was it written by a newer release?");
    }
    return reader.read(bytes, HEADER_LENGTH, bytes.length - HEADER_LENGTH);
  }

  /** For Kafka's clients and Streams: null stays null both ways. */
  public Serde<T> serde() {
    return Serdes.serdeFrom(
        (topic, record) -> record == null ? null : encode(record),
        (topic, bytes) -> bytes == null ? null : decode(bytes));
  }

  /** A writer's schema in which fields have names that no reader knows. */
  private static Schema passing(Schema writer, Set<String> fields) {
    List<Schema.Field> all = new ArrayList<>();
    for (Schema.Field field : writer.getFields()) {
      String called = field.name() + (fields.contains(field.name()) ? "_passed_over" : "");
      all.add(new Schema.Field(called, field.schema()));
    }
    return fields.isEmpty()
        ? writer
        : Schema.createRecord(writer.getName(), null, writer.getNamespace(), false, all);
  }

  private static byte[] header(Schema schema) {
    return ByteBuffer.allocate(HEADER_LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xC3)
        .put((byte) 0x01)
        .putLong(fingerprint(schema))
        .array();
  }

  private static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** What a thread uses again and again. */
  private static final class Output {
    /** A larger array than this is not kept for the next record. */
    static final int KEPT = 1 << 20;

    final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
  }
}
