package dev.hookstream.schemas.serde;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Not a test: writes the next version of every record whose schema has changed, and the bytes of a
 * sample written with it. Both are committed and never changed again.
 */
@EnabledIfSystemProperty(named = "record", matches = "true", disabledReason = "see HOW")
class RecordSchemas {
  static final String HOW =
      "record a new version with: mvn test -pl schemas -Dtest=RecordSchemas -Drecord=true";

  static final long SEED = 1;

  private static final Path RELEASED = Path.of("src/main/resources/released");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @Test
  void record() throws IOException {
    Files.writeString(RELEASED.resolve("records.txt"), names());
    for (Class<? extends SpecificRecordBase> type : records()) {
      String name = type.getSimpleName();
      List<Schema> released = ReleasedSchemas.of(name);
      Schema current = current(type);
      if (!released.isEmpty() && same(released.get(released.size() - 1), current)) {
        continue;
      }
      String version = "v" + (released.size() + 1);
      write(
          RELEASED.resolve(name).resolve(version + ".avsc"),
          SchemaFormatter.format("json/pretty", current));
      write(GOLDEN.resolve(name).resolve(version + ".base64"), sample(type));
    }
  }

  /** Every record of src/main/avro, in the order of their names. */
  static List<Class<? extends SpecificRecordBase>> records() throws IOException {
    List<Class<? extends SpecificRecordBase>> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/main/avro"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = file.getFileName().toString().replace(".avsc", "");
        found.add(
            Class.forName("dev.hookstream.schemas." + name).asSubclass(SpecificRecordBase.class));
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a file in src/main/avro is not named as its record", e);
    }
    return found;
  }

  /** The list of all records, a line each. */
  static String names() throws IOException {
    StringBuilder names = new StringBuilder();
    records().forEach(type -> names.append(type.getSimpleName()).append('\n'));
    return names.toString();
  }

  static Schema current(Class<? extends SpecificRecordBase> type) {
    return SpecificData.get().getSchema(type);
  }

  private static boolean same(Schema one, Schema other) {
    return SchemaNormalization.toParsingForm(one).equals(SchemaNormalization.toParsingForm(other));
  }

  private static <T extends SpecificRecordBase> String sample(Class<T> type) {
    byte[] bytes = AvroCodec.of(type).encode(Samples.of(type, SEED));
    return Base64.getMimeEncoder().encodeToString(bytes);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }
}
