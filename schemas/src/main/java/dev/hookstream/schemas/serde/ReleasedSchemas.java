package dev.hookstream.schemas.serde;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
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
    List<Schema> found = new ArrayList<>();
    while (true) {
      String resource = "/released/" + record + "/v" + (found.size() + 1) + ".avsc";
      try (InputStream in = ReleasedSchemas.class.getResourceAsStream(resource)) {
        if (in == null) {
          return List.copyOf(found);
        }
        found.add(new Schema.Parser().parse(in));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the resource " + resource, e);
      }
    }
  }
}
