package dev.hookstream.schemas.serde;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Records of any type filled with values that a seed decides, every field set. */
final class Samples {
  static {
    TrustedClasses.declare();
  }

  private Samples() {}

  static <T extends SpecificRecordBase> T of(Class<T> type, long seed) {
    return type.cast(
        Objects.requireNonNull(value(SpecificData.get().getSchema(type), new Random(seed))));
  }

  private static @Nullable Object value(Schema schema, Random random) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, random);
      case UNION -> value(schema.getTypes().get(random.nextInt(schema.getTypes().size())), random);
      case ARRAY ->
          IntStream.range(0, random.nextInt(4))
              .mapToObj(i -> value(schema.getElementType(), random))
              .toList();
      case MAP -> Collections.singletonMap(text(random), value(schema.getValueType(), random));
      case ENUM ->
          SpecificData.get()
              .createEnum(
                  schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())),
                  schema);
      case STRING -> text(random);
      case BYTES -> ByteBuffer.wrap(text(random).getBytes(StandardCharsets.UTF_8));
      case INT -> random.nextInt();
      case LONG -> number(schema, random);
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case NULL -> null;
      default -> throw new IllegalArgumentException("no sample for " + schema);
    };
  }

  private static Object record(Schema schema, Random random) {
    SpecificRecord record =
        (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(field.schema(), random));
    }
    return record;
  }

  private static Object number(Schema schema, Random random) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return Instant.ofEpochMilli(random.nextInt(Integer.MAX_VALUE) * 1000L);
    }
    return random.nextLong();
  }

  private static String text(Random random) {
    return "tëxt €😀 " + Long.toString(random.nextLong(), 36);
  }
}
