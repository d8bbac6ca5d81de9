package dev.hookstream.topology.filter;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.topology.contract.EventData;
import dev.hookstream.topology.filter.Filter.BadFilterException;
import dev.hookstream.topology.filter.Filter.Fault;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compiles a filter's text. The bounds keep a filter cheap for whoever has to ask it of each event.
 */
final class FilterReader {
  static final int MAX_BYTES = 16 * 1024;
  static final int MAX_CONDITIONS = 100;
  static final int MAX_VALUES = 200;
  static final int MAX_DEPTH = 8;

  /** What {@link EventData} tells apart: numbers beyond it are all one size there. */
  private static final int MAX_EXPONENT = 999;

  private static final String OPERATORS = "equals, in, exists, prefix, gt, gte, lt, lte";

  private final List<Fault> faults = new ArrayList<>();
  private int conditions;

  private FilterReader() {}

  static Filter read(String json) throws BadFilterException {
    if (json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new BadFilterException(
          List.of(new Fault("", "has more than " + MAX_BYTES + " bytes as text")));
    }
    FilterReader reader = new FilterReader();
    Condition root = reader.condition("", parse(json), 1);
    if (reader.conditions > MAX_CONDITIONS) {
      reader.fault("", "has more than " + MAX_CONDITIONS + " conditions");
    }
    if (!reader.faults.isEmpty()) {
      throw new BadFilterException(reader.faults);
    }
    return new Filter(root);
  }

  private static JsonNode parse(String json) throws BadFilterException {
    try {
      return EventData.parse(json);
    } catch (JsonProcessingException e) {
      throw new BadFilterException(
          List.of(new Fault("", "is not JSON, or has a number of more than 1,000 digits")));
    }
  }

  /** An object: all of what it says holds. */
  private Condition condition(String place, JsonNode node, int depth) {
    List<Condition> parts = new ArrayList<>();
    if (!node.isObject()) {
      fault(place, "must be an object, such as {\"/score\": {\"gte\": 4}}");
    } else if (node.isEmpty()) {
      fault(place, "has no condition");
    } else if (depth > MAX_DEPTH) {
      fault(place, "is nested more than " + MAX_DEPTH + " deep");
    } else {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        member(place, entry.getKey(), entry.getValue(), depth, parts);
      }
    }
    return parts.size() == 1 ? parts.get(0) : new Condition.All(parts);
  }

  private void member(
      String parent, String name, JsonNode value, int depth, List<Condition> parts) {
    String place = below(parent, name);
    switch (name) {
      case "all" -> parts.add(new Condition.All(several(place, value, depth)));
      case "any" -> parts.add(new Condition.Any(place, several(place, value, depth)));
      case "not" -> parts.add(new Condition.Not(place, condition(place, value, depth + 1)));
      default -> {
        if (name.startsWith("/")) {
          at(place, name, value, parts);
        } else {
          fault(
              place,
              "is neither all, any or not, nor a place in the data: those begin with /, as in"
                  + " \"/score\"");
        }
      }
    }
  }

  private List<Condition> several(String place, JsonNode node, int depth) {
    List<Condition> parts = new ArrayList<>();
    if (!node.isArray() || node.isEmpty()) {
      fault(place, "must be a list with at least one condition");
    } else {
      for (int i = 0; i < node.size(); i++) {
        parts.add(condition(place + "/" + i, node.get(i), depth + 1));
      }
    }
    return parts;
  }

  /** The checks of one place: an object of operators, or a value that it must equal. */
  private void at(String place, String pointer, JsonNode node, List<Condition> parts) {
    JsonPointer where = pointer(place, pointer);
    if (node.isArray()) {
      fault(place, "is a list: write {\"in\": […]} for one of them, {\"equals\": […]} for itself");
    } else if (!node.isObject()) {
      conditions++;
      parts.add(new Condition.At(place, where, new Check.In(List.of(operand(place, node)))));
    } else if (node.isEmpty()) {
      fault(place, "has no operator; there are " + OPERATORS);
    } else {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        String operator = below(place, entry.getKey());
        conditions++;
        parts.add(
            new Condition.At(operator, where, check(operator, entry.getKey(), entry.getValue())));
      }
    }
  }

  private JsonPointer pointer(String place, String text) {
    try {
      // Jackson takes `~2` for a tilde and a two; RFC 6901 has no such thing.
      if (!text.matches("(?s)([^~]|~[01])*")) {
        fault(place, "has a ~ that is neither ~0 (for ~) nor ~1 (for /)");
      }
      return JsonPointer.compile(text);
    } catch (IllegalArgumentException e) {
      fault(place, "is not a JSON pointer");
      return JsonPointer.empty();
    }
  }

  private Check check(String place, String operator, JsonNode value) {
    return switch (operator) {
      case "equals" -> new Check.In(List.of(operand(place, value)));
      case "in" -> in(place, value);
      case "exists" -> {
        faultUnless(value.isBoolean(), place, "must be true or false");
        yield new Check.Exists(value.asBoolean());
      }
      case "prefix" -> {
        boolean text = value.isTextual() && !value.textValue().isEmpty();
        faultUnless(text, place, "must be a text of at least one character");
        yield new Check.Prefix(value.asText());
      }
      case "gt", "gte", "lt", "lte" -> {
        faultUnless(value.isNumber(), place, "must be a number");
        yield new Check.Compare(
            Check.Compare.Side.valueOf(operator.toUpperCase(Locale.ROOT)),
            operand(place, value).decimalValue());
      }
      default -> {
        fault(place, "is not an operator; there are " + OPERATORS);
        yield new Check.Exists(true);
      }
    };
  }

  private Check in(String place, JsonNode list) {
    List<JsonNode> values = new ArrayList<>();
    if (!list.isArray() || list.isEmpty() || list.size() > MAX_VALUES) {
      fault(place, "must be a list of 1 to " + MAX_VALUES + " values");
    } else {
      for (int i = 0; i < list.size(); i++) {
        values.add(operand(place + "/" + i, list.get(i)));
      }
    }
    return new Check.In(values);
  }

  /** A value to compare with, whose numbers are all of a size that the data's keep. */
  private JsonNode operand(String place, JsonNode value) {
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      if (number.signum() != 0
          && Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT) {
        fault(place, "is too large or too small: its exponent may be up to " + MAX_EXPONENT);
      }
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        JsonNode unused = operand(place + "/" + i, value.get(i));
      }
    } else {
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        JsonNode unused = operand(below(place, entry.getKey()), entry.getValue());
      }
    }
    return value;
  }

  private static String below(String place, String name) {
    return place + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private void faultUnless(boolean good, String place, String message) {
    if (!good) {
      fault(place, message);
    }
  }

  private void fault(String place, String message) {
    if (faults.size() < 20) {
      faults.add(new Fault(place, message));
    }
  }
}
