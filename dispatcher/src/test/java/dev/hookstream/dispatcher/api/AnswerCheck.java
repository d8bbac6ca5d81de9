package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Holds an answer against openapi.yaml: its status, its media type, its body. Stricter than the
 * document: a field that the document does not have is an error too.
 */
final class AnswerCheck {
  private static final String ROOT = "https://test/openapi.json";

  private final JsonNode document = OpenApi.load().document().deepCopy();
  private final JsonSchemaFactory schemas;

  AnswerCheck() {
    close(document);
    schemas = OpenApi.schemas(ROOT, document);
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.path("type").asText().equals("object")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(AnswerCheck::close);
  }

  JsonNode check(String method, String path, HttpResponse<byte[]> response) throws IOException {
    String type = response.headers().firstValue("Content-Type").orElse("");
    String media = type.split(";")[0];
    boolean isJson = media.equals("application/json") || media.equals("application/problem+json");
    JsonNode json =
        isJson ? new ObjectMapper().readTree(response.body()) : MissingNode.getInstance();
    String status = Integer.toString(response.statusCode());
    String what = method + " " + path + " → " + status + " " + json;
    String operation = pointer(method, path);
    if (operation.isEmpty()) {
      assertThat(response.statusCode()).as(what).isIn(400, 404, 405);
      validate("/components/schemas/Problem", json, what);
      return json;
    }
    JsonNode responses = document.at(operation).path("responses");
    String at = operation + "/responses/" + (responses.has(status) ? status : "default");
    if (!responses.has(status)) {
      assertThat(response.statusCode()).as(what).isGreaterThanOrEqualTo(400);
      assertThat(media).as(what).isEqualTo("application/problem+json");
      validate("/components/schemas/Problem", json, what);
      assertThat(json.path("status").asInt()).as(what).isEqualTo(response.statusCode());
    } else if (document.at(at).path("content").isEmpty()) {
      assertThat(response.body()).as(what).isEmpty();
    } else {
      assertThat(document.at(at).path("content").has(media)).as(what + " as " + type).isTrue();
      if (isJson) {
        validate(at + "/content/" + OpenApi.escape(media) + "/schema", json, what);
      }
    }
    return json;
  }

  /** The operation's place in the document; empty where there is none. */
  private String pointer(String method, String path) {
    String verb = method.toLowerCase(Locale.ROOT);
    if (path.endsWith("/")) {
      return pointer(method, path.substring(0, path.length() - 1));
    }
    // A fixed path goes before one with a parameter.
    for (boolean fixed : new boolean[] {true, false}) {
      for (Map.Entry<String, JsonNode> entry : document.path("paths").properties()) {
        boolean hit =
            fixed
                ? entry.getKey().equals(path)
                : Pattern.matches(entry.getKey().replaceAll("\\{\\w+}", "[^/]+"), path);
        if (hit && entry.getValue().has(verb)) {
          return "/paths/" + OpenApi.escape(entry.getKey()) + "/" + verb;
        }
      }
    }
    return "";
  }

  private void validate(String pointer, JsonNode json, String what) {
    String fragment = pointer.replace("{", "%7B").replace("}", "%7D");
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    var schema = schemas.getSchema(SchemaLocation.of(ROOT + "#" + fragment), config);
    assertThat(schema.validate(json)).as(what).isEmpty();
  }
}
