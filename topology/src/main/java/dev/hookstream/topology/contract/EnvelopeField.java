package dev.hookstream.topology.contract;

import java.util.List;

/** One field of a body, in its place. */
sealed interface EnvelopeField {
  /** The key in the body. */
  String name();

  /** Something of the event's. */
  enum Source {
    ID,
    TYPE,
    WORKSPACE_ID,
    /** As it was published, byte for byte. */
    DATA
  }

  /** The event's own, under whatever name the product gives it. */
  record FromEvent(String name, Source source) implements EnvelopeField {}

  /** When the event occurred. */
  record Time(String name, TimeFormat format) implements EnvelopeField {}

  /**
   * The same in every body.
   *
   * @param json as it stands in the body
   */
  record Constant(String name, String json) implements EnvelopeField {}

  /** An object of its own. */
  record Nested(String name, List<EnvelopeField> fields) implements EnvelopeField {}
}
