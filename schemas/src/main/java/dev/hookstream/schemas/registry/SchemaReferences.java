package dev.hookstream.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** Parses one schema with those that it refers to, each fetched once and before it is needed. */
final class SchemaReferences {
  // More than any real schema has; a registry's answers shall not lead us on for ever.
  private static final int MOST = 200;

  private final RegistryHttp http;
  private final Duration atMost;
  private final Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
  private final Set<String> seen = new HashSet<>();

  SchemaReferences(RegistryHttp http, Duration atMost) {
    this.http = http;
    this.atMost = atMost;
  }

  Schema parse(JsonNode body) {
    for (JsonNode reference : body.path("references")) {
      String subject = reference.path("subject").asText();
      int version = reference.path("version").asInt();
      if (!seen.add(subject + "/" + version)) {
        continue;
      }
      if (seen.size() > MOST) {
        throw new SchemaParseException("it refers to more than " + MOST + " schemas");
      }
      String path = "/subjects/" + SchemaRegistryClient.encoded(subject) + "/versions/" + version;
      RegistryAnswer answer = http.get(path, atMost);
      if (!answer.ok()) {
        throw new RegistryUnavailableException(
            "the schema registry refuses " + path + ": " + answer.message(), null);
      }
      parse(answer.body());
    }
    return parser.parse(body.path("schema").asText());
  }
}
