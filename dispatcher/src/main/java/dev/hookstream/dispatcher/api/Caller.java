package dev.hookstream.dispatcher.api;

import dev.hookstream.schemas.ApiKey;

/** Who asks. */
sealed interface Caller {
  /** Nobody, on a route that is open. */
  record Anyone() implements Caller {}

  /** The operator, who reaches every workspace. */
  record Operator() implements Caller {}

  /** The holder of a workspace's key. */
  record Holder(ApiKey key) implements Caller {}

  /** For a change's {@code by}. */
  default String name() {
    if (this instanceof Holder holder) {
      return holder.key().getId();
    }
    return this instanceof Operator ? "operator" : "anyone";
  }
}
