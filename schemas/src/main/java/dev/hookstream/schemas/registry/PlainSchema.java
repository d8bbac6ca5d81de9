package dev.hookstream.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;

/**
 * A schema without what Java's code generator put into it, so that it is the very schema that other
 * languages' producers register from the same file.
 */
final class PlainSchema {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PlainSchema() {}

  static String textOf(Schema schema) {
    try {
      JsonNode tree = JSON.readTree(schema.toString());
      strip(tree);
      return new Schema.Parser().parse(tree.toString()).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema writes itself as JSON", e);
    }
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("avro.java.string");
    }
    node.forEach(PlainSchema::strip);
  }
}
