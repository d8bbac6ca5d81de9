package dev.hookstream.topology.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a {@code catalogue}: a contract's, or that of our own types. */
final class CatalogueReader {
  private CatalogueReader() {}

  static Catalogue read(YamlValue value, YamlFile file) {
    List<EventType> types = new ArrayList<>();
    value.map().ifPresent(m -> m.all().values().forEach(e -> type(e).ifPresent(types::add)));
    if (types.isEmpty()) {
      value.problem("`catalogue` has no types; leave it out to accept every type");
    }
    for (EventType type : types) {
      if (OperationalTypes.isReserved(type.type())) {
        value.problem(
            "`" + type.type() + "` is a type of our own, which webhooks have under every contract");
      }
    }
    return file.sound() ? Catalogue.of(types) : Catalogue.open();
  }

  /** Our own types, each under its name. */
  static List<EventType> ours(YamlValue value) {
    return value.map().stream()
        .flatMap(map -> map.all().values().stream())
        .flatMap(entry -> type(entry).stream())
        .toList();
  }

  private static Optional<EventType> type(YamlValue value) {
    String type = value.key();
    if (!EventPatterns.isType(type)) {
      value.problem("`" + type + "` is not an event type; write words of a-z with dots between");
    }
    Optional<YamlMap> map = value.map();
    if (map.isEmpty()) {
      return Optional.empty();
    }
    String group = map.get().maybe("group", type.replaceFirst("\\..*", ""), YamlValue::text);
    String description = map.get().need("description", "", YamlValue::text);
    JsonNode schema = map.get().maybe("schema", empty(), YamlValue::json);
    JsonNode example = map.get().maybe("example", empty(), YamlValue::json);
    map.get().done();
    schema = withObjectType(map.get(), schema);
    check(map.get(), schema, example);
    return Optional.of(new EventType(type, group, description, schema, example));
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Data is always an object, so a contract need not say it of each type. */
  private static JsonNode withObjectType(YamlMap map, JsonNode schema) {
    if (!schema.isObject()) {
      map.problem("`schema` must be a mapping");
      return empty();
    }
    ObjectNode whole = empty();
    whole.put("type", "object");
    whole.setAll((ObjectNode) schema);
    return whole;
  }

  private static void check(YamlMap map, JsonNode schema, JsonNode example) {
    Optional<YamlValue> place = map.get("schema");
    JsonSchema compiled;
    try {
      compiled = JsonSchemas.compile(schema);
    } catch (IllegalArgumentException e) {
      place.ifPresent(value -> value.problem("`schema`: " + e.getMessage()));
      return;
    }
    for (DataCheck.Problem problem : JsonSchemas.problems(compiled, example)) {
      map.problem("`example` breaks `schema`: " + problem.pointer() + " " + problem.message());
    }
  }
}
