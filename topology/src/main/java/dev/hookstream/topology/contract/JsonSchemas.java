package dev.hookstream.topology.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import java.util.List;
import java.util.Locale;

/** Compiles JSON Schemas, draft 2020-12. Never fetches one: a contract's schemas are all in it. */
final class JsonSchemas {
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder()
          .pathType(PathType.JSON_POINTER)
          .locale(Locale.ENGLISH)
          .build();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(
          VersionFlag.V202012,
          builder ->
              builder.schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));

  /** The schema of schemas, out of the library's own jar. */
  private static final JsonSchema META =
      JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(SchemaLocation.of(SchemaId.V202012), CONFIG);

  private JsonSchemas() {}

  /**
   * Compiles one schema.
   *
   * @return the schema, ready for any thread
   * @throws IllegalArgumentException in words, where it is not a schema
   */
  static JsonSchema compile(JsonNode schema) {
    List<DataCheck.Problem> problems = problems(META, schema);
    if (!problems.isEmpty()) {
      DataCheck.Problem first = problems.get(0);
      throw new IllegalArgumentException(
          "not a JSON Schema: at `" + first.pointer() + "` " + first.message());
    }
    try {
      JsonSchema compiled = FACTORY.getSchema(schema, CONFIG);
      compiled.initializeValidators();
      return compiled;
    } catch (JsonSchemaException e) {
      throw new IllegalArgumentException("not a JSON Schema: " + e.getMessage(), e);
    }
  }

  static List<DataCheck.Problem> problems(JsonSchema schema, JsonNode value) {
    return schema.validate(value).stream().map(JsonSchemas::problem).toList();
  }

  private static DataCheck.Problem problem(ValidationMessage message) {
    return new DataCheck.Problem(message.getInstanceLocation().toString(), message.getError());
  }
}
