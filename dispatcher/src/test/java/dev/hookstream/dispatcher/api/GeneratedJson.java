package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** JSON texts made from the schemas of openapi.yaml; now and then one that breaks its schema. */
final class GeneratedJson {
  private static final int MOST_DEEP = 6;

  /** In the place of anything. */
  private static final List<String> SPOILT =
      List.of(
          "null",
          "true",
          "-1",
          "1e999",
          "1e-999999999",
          "99999999999999999999999999",
          "\"\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"" + "a".repeat(3000) + "\"",
          "[]",
          "{}",
          "[[[[[[[[[[]]]]]]]]]]",
          "{\"\":{\"\":null}}",
          "[null,{\"x\":[1.0,-0]}]");

  /** Texts that some field or other has a meaning for. */
  private static final List<String> WORDS =
      List.of(
          "*",
          "voice.trained",
          "chatbot.*",
          "content.progress",
          "https://example.com/h",
          "https://evil.example",
          "http://[::1]/",
          "ws_1",
          "aresgen",
          "standard",
          "2026-01-02T03:04:05Z",
          "+1000000000-01-01T00:00:00Z",
          "a@b.example",
          "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
          "a secret of sixteen",
          "ZZ",
          "a\\r\\nb: c",
          "é🙂");

  private final JsonNode document;
  private final Random random;

  GeneratedJson(JsonNode document, Random random) {
    this.document = document;
    this.random = random;
  }

  /** A text for a schema. */
  String of(JsonNode schema) {
    return make(schema, 0);
  }

  boolean sometimes(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  /** What a {@code $ref} stands for. */
  JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : resolved(document.at(reference.substring(1)));
  }

  private String make(JsonNode given, int depth) {
    if (depth > MOST_DEEP || sometimes(25)) {
      return one(SPOILT);
    }
    JsonNode schema = resolved(given);
    for (String choice : List.of("oneOf", "anyOf")) {
      if (schema.has(choice)) {
        return make(schema.path(choice).path(random.nextInt(schema.path(choice).size())), depth);
      }
    }
    if (schema.has("enum")) {
      return schema.path("enum").path(random.nextInt(schema.path("enum").size())).toString();
    }
    JsonNode type = schema.path("type");
    String kind = type.isArray() ? type.path(random.nextInt(type.size())).asText() : type.asText();
    return switch (kind) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "string" -> "\"" + one(WORDS) + "\"";
      case "integer" -> Integer.toString(random.nextInt(20_000) - 10);
      case "number" -> Double.toString(random.nextDouble() * 100);
      case "boolean" -> Boolean.toString(random.nextBoolean());
      case "null" -> "null";
      default -> filter(depth);
    };
  }

  private String object(JsonNode schema, int depth) {
    if (schema.path("properties").isEmpty()) {
      return free(schema.path("additionalProperties"), depth);
    }
    List<String> members = new ArrayList<>();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (required.contains(property.getKey()) ? !sometimes(20) : sometimes(3)) {
        members.add("\"" + property.getKey() + "\":" + make(property.getValue(), depth + 1));
      }
    }
    if (sometimes(20)) {
      members.add("\"unknown\":1");
    }
    if (!members.isEmpty() && sometimes(30)) {
      members.add(one(members));
    }
    Collections.shuffle(members, random);
    return "{" + String.join(",", members) + "}";
  }

  /** An object of any names: of values of a schema, or a filter, or just something. */
  private String free(JsonNode values, int depth) {
    if (!values.isObject()) {
      return filter(depth);
    }
    List<String> members = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      members.add("\"" + one(WORDS) + "\":" + make(values, depth + 1));
    }
    return "{" + String.join(",", members) + "}";
  }

  private String filter(int depth) {
    if (depth > MOST_DEEP) {
      return one(SPOILT);
    }
    String place = one(List.of("/score", "/a~1b", "/", "/x/0", "/~2", "score"));
    String operator =
        one(List.of("equals", "in", "exists", "prefix", "gt", "gte", "lt", "lte", "what"));
    return switch (random.nextInt(6)) {
      case 0 -> "{\"not\":" + filter(depth + 1) + "}";
      case 1 -> "{\"any\":[" + filter(depth + 1) + "," + filter(depth + 1) + "]}";
      case 2 -> "{\"" + place + "\":" + one(SPOILT) + "}";
      case 3 -> "{\"" + place + "\":{\"" + operator + "\":" + one(SPOILT) + "}}";
      case 4 -> "{\"all\":[" + filter(depth + 1) + "]}";
      default -> "{\"" + place + "\":{\"gte\":" + random.nextInt(10) + "}}";
    };
  }

  private String array(JsonNode schema, int depth) {
    List<String> items = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      JsonNode item = schema.path("items");
      // The batch leaves its events' schema to each event.
      items.add(
          make(item.isEmpty() ? document.at("/components/schemas/NewEvent") : item, depth + 1));
    }
    return "[" + String.join(",", items) + "]";
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
