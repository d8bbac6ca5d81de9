package dev.hookstream.topology.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/** What a filter asks of one value of the data. A missing value passes none but "exists: false". */
sealed interface Check {
  /** Numbers are the same where their values are (1 and 1.0), exactly, at any size. */
  Comparator<JsonNode> SAME =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? a.decimalValue().compareTo(b.decimalValue())
              : a.equals(b) ? 0 : 1;

  boolean passes(JsonNode value);

  /** For people, after "and". */
  String wanted();

  /** It is one of these. */
  record In(List<JsonNode> values) implements Check {
    @Override
    public boolean passes(JsonNode value) {
      if (value.isMissingNode()) {
        return false;
      }
      for (JsonNode wanted : values) {
        if (wanted.equals(SAME, value)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String wanted() {
      return values.size() == 1
          ? values.get(0) + " is wanted"
          : "one of " + values.size() + " other values is wanted";
    }
  }

  /** It is there, null included; or is not. */
  record Exists(boolean wantedThere) implements Check {
    @Override
    public boolean passes(JsonNode value) {
      return value.isMissingNode() != wantedThere;
    }

    @Override
    public String wanted() {
      return wantedThere ? "something must be there" : "nothing may be there";
    }
  }

  /** It is a text that begins so. */
  record Prefix(String prefix) implements Check {
    @Override
    public boolean passes(JsonNode value) {
      return value.isTextual() && value.textValue().startsWith(prefix);
    }

    @Override
    public String wanted() {
      return "a text that begins with \"" + prefix + "\" is wanted";
    }
  }

  /** It is a number on this side of a bound. */
  record Compare(Side side, BigDecimal bound) implements Check {
    /** The operators of numbers, by their names in a filter. */
    enum Side {
      GT,
      GTE,
      LT,
      LTE
    }

    @Override
    public boolean passes(JsonNode value) {
      if (!value.isNumber()) {
        return false;
      }
      int compared = value.decimalValue().compareTo(bound);
      return switch (side) {
        case GT -> compared > 0;
        case GTE -> compared >= 0;
        case LT -> compared < 0;
        case LTE -> compared <= 0;
      };
    }

    @Override
    public String wanted() {
      String words =
          switch (side) {
            case GT -> "above ";
            case GTE -> "of at least ";
            case LT -> "below ";
            case LTE -> "of at most ";
          };
      return "a number " + words + bound + " is wanted";
    }
  }
}
