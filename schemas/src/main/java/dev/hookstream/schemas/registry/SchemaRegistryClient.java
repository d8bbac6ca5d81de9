package dev.hookstream.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import dev.hookstream.schemas.serde.UnknownSchemaException;
import dev.hookstream.schemas.serde.WriterSchemas;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A client of any registry that speaks Confluent's REST API. What a registry has said of an id
 * holds for ever and is kept; that it knows no such id is kept for {@link #UNKNOWN_KEPT}.
 * Thread-safe.
 */
public final class SchemaRegistryClient implements WriterSchemas {
  /** For how long an id that the registry did not know is not asked for again. */
  public static final Duration UNKNOWN_KEPT = Duration.ofMinutes(1);

  private static final int SCHEMA_NOT_FOUND = 40403;

  private final RegistryHttp http;
  private final UnknownIds unknown;
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
  private final Map<String, Registered> bySubject = new ConcurrentHashMap<>();

  /** A schema under a subject. */
  record Registered(int id, Schema schema) {}

  /** A client with these settings; opens no connection yet. */
  public SchemaRegistryClient(RegistrySettings settings) {
    this(settings, Backoff.doubling(), System::nanoTime);
  }

  SchemaRegistryClient(RegistrySettings settings, Backoff backoff, LongSupplier nanos) {
    this.http = new RegistryHttp(settings, backoff, nanos);
    this.unknown = new UnknownIds(UNKNOWN_KEPT, nanos);
  }

  @Override
  public Schema byId(int id, Duration atMost) throws UnknownSchemaException {
    Schema known = byId.get(id);
    if (known != null) {
      return known;
    }
    if (id < 0 || unknown.contains(id)) {
      throw new UnknownSchemaException("no schema has the id " + id);
    }
    RegistryAnswer answer = http.get("/schemas/ids/" + id, atMost);
    if (!answer.ok()) {
      if (answer.errorCode() != SCHEMA_NOT_FOUND) {
        // A refusal that is not about this id must not make an event a bad one.
        throw new RegistryUnavailableException(
            "the schema registry refuses schema " + id + ": " + answer.message(), null);
      }
      unknown.add(id);
      throw new UnknownSchemaException("schema " + id + ": " + answer.message());
    }
    Schema schema = parse(id, answer.body(), atMost);
    byId.put(id, schema);
    return schema;
  }

  /** Registers a schema, or finds it where it is registered already; answers with its id. */
  Registered register(String subject, Schema schema, Duration atMost) {
    return post("/subjects/" + encoded(subject) + "/versions", subject, schema, atMost);
  }

  /** Finds a schema that somebody else registered. */
  Registered lookUp(String subject, Schema schema, Duration atMost) {
    return post("/subjects/" + encoded(subject), subject, schema, atMost);
  }

  /** The newest schema of a subject, as it is when first asked for. */
  Registered latest(String subject, Duration atMost) {
    Registered known = bySubject.get("latest " + subject);
    if (known != null) {
      return known;
    }
    RegistryAnswer answer = http.get("/subjects/" + encoded(subject) + "/versions/latest", atMost);
    if (!answer.ok()) {
      throw refused("has no schema under the subject " + subject, answer);
    }
    int id = answer.body().path("id").asInt();
    try {
      Registered found = new Registered(id, parse(id, answer.body(), atMost));
      bySubject.put("latest " + subject, found);
      return found;
    } catch (UnknownSchemaException e) {
      throw new SerializationException("the newest schema of " + subject + " cannot be used", e);
    }
  }

  private Registered post(String path, String subject, Schema schema, Duration atMost) {
    Registered known = bySubject.get(path);
    if (known != null && known.schema().equals(schema)) {
      return known;
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("schema", PlainSchema.textOf(schema));
    RegistryAnswer answer = http.post(path, body, atMost);
    if (!answer.ok() || !answer.body().path("id").isInt()) {
      throw refused("does not take our schema under the subject " + subject, answer);
    }
    Registered found = new Registered(answer.body().path("id").asInt(), schema);
    bySubject.put(path, found);
    return found;
  }

  private Schema parse(int id, JsonNode body, Duration atMost) throws UnknownSchemaException {
    String type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new UnknownSchemaException("schema " + id + " is " + type + " and not AVRO");
    }
    try {
      return new SchemaReferences(http, atMost).parse(body);
    } catch (SchemaParseException e) {
      throw new UnknownSchemaException("schema " + id + " cannot be parsed: " + e.getMessage());
    }
  }

  private static SerializationException refused(String what, RegistryAnswer answer) {
    return new SerializationException("the schema registry " + what + ": " + answer.message());
  }

  static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
