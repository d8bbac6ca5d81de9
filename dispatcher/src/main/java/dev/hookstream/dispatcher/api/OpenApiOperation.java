package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import dev.hookstream.dispatcher.api.Problem.Fault;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a request against what openapi.yaml says of its route. For any thread.
 *
 * @param bodies a schema for each media type that is taken
 */
record OpenApiOperation(
    Map<String, JsonSchema> bodies, boolean bodyRequired, Map<String, Parameter> parameters) {
  private static final int MAX_FAULTS = 20;

  /** A query parameter or a header. */
  record Parameter(boolean query, boolean integer, JsonSchema schema) {}

  /**
   * The body, parsed and valid; missing where there is none.
   *
   * @throws ProblemException 400, 415 or 422
   */
  JsonNode body(byte[] body, @Nullable String contentType) {
    if (body.length == 0 && !bodyRequired) {
      return MissingNode.getInstance();
    }
    if (bodies.isEmpty()) {
      throw Problem.badRequest("This call takes no body.").asException();
    }
    JsonSchema schema = bodies.get(mediaType(contentType));
    if (schema == null) {
      throw unsupported(contentType);
    }
    JsonNode json = Json.parse(body);
    List<Fault> faults = faults(schema, json);
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults).asException();
    }
    return json;
  }

  private ProblemException unsupported(@Nullable String contentType) {
    return Problem.of(
            415,
            "unsupported-media-type",
            "This media type is not taken",
            "Send the body as "
                + String.join(" or ", bodies.keySet())
                + " in UTF-8"
                + (contentType == null ? "; there is no Content-Type." : "."))
        .asException();
  }

  private static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";");
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace("\"", "").replace(" ", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return "";
      }
    }
    return parts.length == 0 ? "" : parts[0].trim();
  }

  static List<Fault> faults(JsonSchema schema, JsonNode json) {
    List<Fault> faults = new ArrayList<>();
    for (ValidationMessage message : schema.validate(json)) {
      if (faults.size() == MAX_FAULTS) {
        break;
      }
      Fault fault = fault(message);
      if (!faults.contains(fault)) {
        faults.add(fault);
      }
    }
    return faults;
  }

  private static Fault fault(ValidationMessage message) {
    String place = message.getInstanceLocation().toString();
    String property = message.getProperty();
    return switch (message.getType()) {
      case "required" -> new Fault(place + "/" + OpenApi.escape(property), "is missing");
      case "additionalProperties" ->
          new Fault(place + "/" + OpenApi.escape(property), "is not a field that is known");
      default -> new Fault(place, words(message.getMessage(), place));
    };
  }

  private static String words(String message, String place) {
    String prefix = place + ": ";
    String text = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }

  /**
   * The query's parameters.
   *
   * @throws ProblemException 400 for one that is unknown, given twice or not as it should be
   */
  Map<String, String> query(MultiMap given) {
    Map<String, String> query = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : given) {
      Parameter parameter = parameters.get(entry.getKey());
      if (parameter == null || !parameter.query()) {
        throw badParameter(entry.getKey(), "is not a parameter of this call");
      }
      if (query.put(entry.getKey(), check(entry.getKey(), parameter, entry.getValue())) != null) {
        throw badParameter(entry.getKey(), "is given more than once");
      }
    }
    return query;
  }

  /**
   * The headers that the route knows, by lower-case name. One that came more than once is a list,
   * as HTTP has it (RFC 9110, section 5.3), and so not as it should be where one value is wanted.
   */
  Map<String, String> headers(MultiMap given) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
      if (!entry.getValue().query() && given.contains(entry.getKey())) {
        String value = String.join(",", given.getAll(entry.getKey()));
        headers.put(
            entry.getKey().toLowerCase(Locale.ROOT),
            check(entry.getKey(), entry.getValue(), value));
      }
    }
    return headers;
  }

  private static String check(String name, Parameter parameter, String value) {
    JsonNode node = JsonNodeFactory.instance.textNode(value);
    if (parameter.integer()) {
      if (!value.matches("-?[0-9]{1,9}")) {
        throw badParameter(name, "is not a whole number");
      }
      node = JsonNodeFactory.instance.numberNode(Integer.parseInt(value));
    }
    List<Fault> faults = faults(parameter.schema(), node);
    if (!faults.isEmpty()) {
      throw badParameter(name, faults.get(0).message());
    }
    return value;
  }

  static ProblemException badParameter(String name, String message) {
    String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
    return new Problem(
            400,
            "bad-parameter",
            "A parameter is not as it should be",
            "`" + shown + "` " + message + ".",
            List.of(new Fault(shown, message)))
        .asException();
  }
}
