package dev.hookstream.schemas.serde;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The schemas with which earlier releases wrote, kept for ever as resources {@code
 * released/<record>/v1.avsc}, {@code v2.avsc} and so on.
 */
final class ReleasedSchemas {
  private ReleasedSchemas() {}

  /**
   * All that were ever released of a record, oldest first; empty for a record that never was.
   *
   * @param record its name without the namespace
   */
  static List<Schema> of(String record) {
    return texts(record).stream().map(text -> new Schema.Parser().parse(text)).toList();
  }

  /** The same as they are written down. */
  static List<String> texts(String record) {
    List<String> found = new ArrayList<>();
    while (true) {
      Optional<String> next = text(record + "/v" + (found.size() + 1) + ".avsc");
      if (next.isEmpty()) {
        return List.copyOf(found);
      }
      found.add(next.get());
    }
  }

  /** The names of all records, sorted. */
  static List<String> records() {
    return text("records.txt").orElseThrow().lines().toList();
  }

  private static Optional<String> text(String name) {
    String resource = "/released/" + name;
    try (InputStream in = ReleasedSchemas.class.getResourceAsStream(resource)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + resource, e);
    }
  }
}
