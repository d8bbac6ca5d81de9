package dev.hookstream.topology.filter;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.topology.filter.Filter.Miss;
import java.util.List;

/** A part of a filter; each knows its place in the filter's text. */
sealed interface Condition {
  boolean holds(JsonNode data);

  /** Why it does not hold; ask only where it does not. */
  Miss miss(JsonNode data);

  /** Every part holds. */
  record All(List<Condition> parts) implements Condition {
    @Override
    public boolean holds(JsonNode data) {
      for (Condition part : parts) {
        if (!part.holds(data)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Miss miss(JsonNode data) {
      return parts.stream()
          .filter(part -> !part.holds(data))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("asked why a filter fails that holds"))
          .miss(data);
    }
  }

  /** At least one part holds. */
  record Any(String place, List<Condition> parts) implements Condition {
    @Override
    public boolean holds(JsonNode data) {
      for (Condition part : parts) {
        if (part.holds(data)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Miss miss(JsonNode data) {
      Miss first = parts.get(0).miss(data);
      return parts.size() == 1
          ? first
          : new Miss(
              place,
              "none of its "
                  + parts.size()
                  + " conditions holds; of the first, "
                  + first.message());
    }
  }

  /** The part does not hold. */
  record Not(String place, Condition part) implements Condition {
    @Override
    public boolean holds(JsonNode data) {
      return !part.holds(data);
    }

    @Override
    public Miss miss(JsonNode data) {
      return new Miss(place, "what it excludes is so");
    }
  }

  /** What stands at a place of the data passes a check; where nothing stands there, none does. */
  record At(String place, JsonPointer where, Check check) implements Condition {
    private static final int SHOWN = 60;

    @Override
    public boolean holds(JsonNode data) {
      return check.passes(data.at(where));
    }

    @Override
    public Miss miss(JsonNode data) {
      JsonNode value = data.at(where);
      String found = value.isMissingNode() ? "is not there" : "is " + shown(value.toString());
      return new Miss(place, where + " " + found + ", and " + check.wanted());
    }

    private static String shown(String text) {
      return text.length() <= SHOWN
          ? text
          : text.substring(0, text.offsetByCodePoints(0, SHOWN / 2)) + "…";
    }
  }
}
