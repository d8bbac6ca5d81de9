package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.receive.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The API's answers in words. */
final class Words {
  private static final Set<String> GOOD = Set.of("enabled", "delivered", "finished", "closed");
  private static final Set<String> BAD = Set.of("failed", "disabled", "open");

  private Words() {}

  /** A field's text; a dash where it is null or not there, several with commas between. */
  static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (value.isNull()
        || value.isMissingNode()
        || (value.isTextual() && value.asText().isEmpty())) {
      return "-";
    }
    if (value.isArray()) {
      List<String> all = new ArrayList<>();
      value.forEach(one -> all.add(one.asText()));
      return all.isEmpty() ? "-" : String.join(", ", all);
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  static Table.Cell cell(JsonNode json, String field) {
    return Table.cell(text(json, field));
  }

  /** A state, in the colour that it has. */
  static Table.Cell state(String state) {
    String colour =
        GOOD.contains(state) ? Paint.GREEN : BAD.contains(state) ? Paint.RED : Paint.YELLOW;
    return new Table.Cell(state, colour);
  }

  /** A time without its fractions: nobody reads them in a table. */
  static Table.Cell time(JsonNode json, String field) {
    return Table.cell(text(json, field).replaceFirst("\\.\\d+Z$", "Z"));
  }

  /** An attempt's end: the status, or the error. */
  static String answer(JsonNode json) {
    JsonNode error = json.path("error");
    if (json.hasNonNull("status_code")) {
      return json.path("status_code").asText();
    }
    return error.hasNonNull("kind")
        ? error.path("kind").asText()
            + (error.hasNonNull("message") ? ": " + error.path("message").asText() : "")
        : "-";
  }
}
