package dev.hookstream.topology.contract;

import java.util.List;
import java.util.Optional;

/** What a catalogue says of an event. */
public sealed interface DataCheck {
  /** The type is known and the data is as it should be. */
  record Ok() implements DataCheck {}

  /**
   * The catalogue has no such type.
   *
   * @param nearest what was probably meant
   */
  record UnknownType(String type, Optional<String> nearest) implements DataCheck {}

  /** The data breaks the type's schema; at least one problem, at most {@link Catalogue#MOST}. */
  record Invalid(List<Problem> problems) implements DataCheck {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /**
   * One thing that is wrong.
   *
   * @param pointer a JSON pointer into {@code data}; empty for the whole
   * @param message for people; has no value out of the data
   */
  record Problem(String pointer, String message) {}
}
