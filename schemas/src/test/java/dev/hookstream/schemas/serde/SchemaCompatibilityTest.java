package dev.hookstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Breaks the build where a record's schema has changed without a new version, or so that what
 * earlier versions wrote cannot be read. {@link RecordSchemas} records a version.
 */
class SchemaCompatibilityTest {
  static List<Class<? extends SpecificRecordBase>> records() throws IOException {
    return RecordSchemas.records();
  }

  @Test
  void all_records_are_on_the_list_that_the_generation_is_made_from() throws IOException {
    assertThat(ReleasedSchemas.records())
        .as(RecordSchemas.HOW)
        .isEqualTo(RecordSchemas.names().lines().toList());
    assertThat(SchemaGeneration.digest()).hasSize(32).isEqualTo(SchemaGeneration.digest());
  }

  @ParameterizedTest
  @MethodSource("records")
  void the_schema_is_the_newest_recorded_version(Class<? extends SpecificRecordBase> type) {
    List<Schema> released = ReleasedSchemas.of(type.getSimpleName());
    assertThat(released).as("recorded versions; " + RecordSchemas.HOW).isNotEmpty();
    assertThat(SchemaNormalization.toParsingForm(RecordSchemas.current(type)))
        .as("the schema has changed since its newest recorded version; " + RecordSchemas.HOW)
        .isEqualTo(SchemaNormalization.toParsingForm(released.get(released.size() - 1)));
  }

  @ParameterizedTest
  @MethodSource("records")
  void what_every_version_wrote_can_be_read(Class<? extends SpecificRecordBase> type)
      throws Exception {
    List<Schema> released = new java.util.ArrayList<>(ReleasedSchemas.of(type.getSimpleName()));
    Collections.reverse(released);
    new SchemaValidatorBuilder()
        .canReadStrategy()
        .validateAll()
        .validate(RecordSchemas.current(type), released);
  }

  @ParameterizedTest
  @MethodSource("records")
  void the_bytes_that_every_version_wrote_are_read(Class<? extends SpecificRecordBase> type)
      throws IOException {
    int versions = ReleasedSchemas.of(type.getSimpleName()).size();
    for (int version = 1; version <= versions; version++) {
      assertThat(AvroCodec.of(type).decode(golden(type, version)).getSchema())
          .isEqualTo(RecordSchemas.current(type));
    }
    if (versions > 0) {
      assertThat(AvroCodec.of(type).decode(golden(type, versions)))
          .isEqualTo(Samples.of(type, RecordSchemas.SEED));
    }
  }

  private static byte[] golden(Class<?> type, int version) throws IOException {
    String resource = "/golden/" + type.getSimpleName() + "/v" + version + ".base64";
    try (InputStream in = SchemaCompatibilityTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return Base64.getMimeDecoder().decode(in.readAllBytes());
    }
  }
}
