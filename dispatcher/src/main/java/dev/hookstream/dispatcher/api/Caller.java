package dev.hookstream.dispatcher.api;

import dev.hookstream.schemas.ApiKey;
import org.jspecify.annotations.Nullable;

/** Who asks. */
sealed interface Caller {
  /** Nobody, on a route that is open. */
  record Anyone() implements Caller {}

  /** The operator, who reaches every workspace. */
  record Operator() implements Caller {}

  /**
   * The holder of a workspace's key, or of a portal session, which is like a key that ends.
   *
   * @param hash of the key; of a session the hash of the key that minted its link, empty where that
   *     was the operator's
   * @param until when a session ends, in ms since 1970; null for a key
   */
  record Holder(ApiKey key, String hash, @Nullable Long until) implements Caller {}

  /** For a change's {@code by}. */
  default String name() {
    if (this instanceof Holder holder) {
      return holder.key().getId();
    }
    return this instanceof Operator ? "operator" : "anyone";
  }
}
