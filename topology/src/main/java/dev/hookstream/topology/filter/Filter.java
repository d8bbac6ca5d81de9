package dev.hookstream.topology.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * An endpoint's condition on an event's {@code data}, compiled. The language is in docs/receive.md;
 * asking takes at most {@link FilterReader#MAX_CONDITIONS} look-ups. Immutable, for any thread.
 */
public final class Filter {
  private final Condition root;

  Filter(Condition root) {
    this.root = root;
  }

  /** A place in the filter's own text, as a JSON pointer, and what is wrong there in words. */
  public record Fault(String pointer, String message) {}

  /**
   * The condition for which an event is not let through.
   *
   * @param pointer its place in the filter
   * @param message what the data has instead; quotes the data
   */
  public record Miss(String pointer, String message) {}

  /** The text is no filter. */
  public static final class BadFilterException extends Exception {
    private static final long serialVersionUID = 1;

    // Jackson's and Java's serialization are of no use here; it never leaves the process.
    private final transient List<Fault> faults;

    BadFilterException(List<Fault> faults) {
      super("not a filter: " + faults);
      this.faults = List.copyOf(faults);
    }

    /** Everything that is wrong, in the order of the text; never empty. */
    public List<Fault> faults() {
      return faults;
    }
  }

  /**
   * Reads a filter.
   *
   * @param json one JSON object
   * @throws BadFilterException with every place that is wrong
   */
  public static Filter parse(String json) throws BadFilterException {
    return FilterReader.read(json);
  }

  /** Whether data is let through. */
  public boolean accepts(JsonNode data) {
    return root.holds(data);
  }

  /** Why data is not let through; empty where it is. */
  public Optional<Miss> miss(JsonNode data) {
    return accepts(data) ? Optional.empty() : Optional.of(root.miss(data));
  }
}
