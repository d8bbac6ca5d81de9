package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.regex.RegularExpression;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description that is served, and the schemas within it that requests are held against. */
final class OpenApi {
  private static final String ROOT = "https://hookstream.dev/openapi.json";

  private final byte[] text;
  private final JsonNode document;
  private final JsonSchemaFactory schemas;

  private OpenApi(byte[] text, JsonNode document) {
    this.text = text;
    this.document = document;
    this.schemas = schemas(ROOT, document);
  }

  static JsonSchemaFactory schemas(String root, JsonNode document) {
    // The document around the schemas is no schema; its words mean nothing to the validator.
    JsonMetaSchema dialect =
        JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .unknownKeywordFactory((word, context) -> new NonValidationKeyword(word))
            .build();
    return JsonSchemaFactory.builder()
        .defaultMetaSchemaIri(dialect.getIri())
        .metaSchema(dialect)
        .schemaLoaders(to -> to.schemas(Map.of(root, document.toString())))
        .build();
  }

  static OpenApi load() {
    try (InputStream in = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is missing from the class path");
      }
      byte[] text = in.readAllBytes();
      Object tree =
          new Yaml(new SafeConstructor(new LoaderOptions()))
              .load(new String(text, StandardCharsets.UTF_8));
      return new OpenApi(text, new ObjectMapper().valueToTree(tree));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] text() {
    return text;
  }

  JsonNode document() {
    return document;
  }

  /** What is said about a route. */
  OpenApiOperation operation(Route route) {
    String method = route.method().toLowerCase(Locale.ROOT);
    String at = "/paths/" + escape(route.path()) + "/" + method;
    JsonNode operation = document.at(at);
    if (operation.isMissingNode()) {
      throw new IllegalStateException(
          "openapi.yaml says nothing of " + route.method() + " " + route.path());
    }
    JsonNode content = operation.path("requestBody").path("content");
    Map<String, JsonSchema> bodies = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> type : content.properties()) {
      bodies.put(
          type.getKey(), schema(at + "/requestBody/content/" + escape(type.getKey()) + "/schema"));
    }
    Map<String, OpenApiOperation.Parameter> parameters = new LinkedHashMap<>();
    for (int i = 0; i < operation.path("parameters").size(); i++) {
      parameter(at + "/parameters/" + i, parameters);
    }
    return new OpenApiOperation(
        bodies, operation.path("requestBody").path("required").asBoolean(), parameters);
  }

  private void parameter(String at, Map<String, OpenApiOperation.Parameter> to) {
    String reference = document.at(at).path("$ref").asText();
    String place = reference.isEmpty() ? at : reference.substring(1);
    JsonNode parameter = document.at(place);
    String in = parameter.path("in").asText();
    if (!in.equals("path")) {
      boolean integer = parameter.path("schema").path("type").asText().equals("integer");
      to.put(
          parameter.path("name").asText(),
          new OpenApiOperation.Parameter(in.equals("query"), integer, schema(place + "/schema")));
    }
  }

  /** The schema at a JSON pointer into the document. */
  JsonSchema schema(String pointer) {
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .formatAssertionsEnabled(true)
            .regularExpressionFactory(OpenApi::expression)
            .build();
    // `{id}` in a path may not stand in a URI as it is.
    String fragment = pointer.replace("{", "%7B").replace("}", "%7D");
    return schemas.getSchema(SchemaLocation.of(ROOT + "#" + fragment), config);
  }

  /** JSON Schema's `$` is the end of the text; Java's is also before a line feed that ends it. */
  private static RegularExpression expression(String regex) {
    Pattern pattern =
        Pattern.compile(
            regex.endsWith("$") ? regex.substring(0, regex.length() - 1) + "\\z" : regex);
    return text -> pattern.matcher(text).find();
  }

  static String escape(String token) {
    return token.replace("~", "~0").replace("/", "~1");
  }
}
