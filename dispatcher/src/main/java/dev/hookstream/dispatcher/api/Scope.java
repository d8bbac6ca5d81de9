package dev.hookstream.dispatcher.api;

import java.util.Locale;

/** What a caller must be allowed to do for a route. */
enum Scope {
  /** Open to everyone. */
  NONE,
  /** Open to who can sign: the route itself verifies. */
  SIGNED,
  /** Any key, whatever it may do. */
  KNOWN,
  READ,
  MANAGE,
  PUBLISH,
  /** The operator's key alone. */
  OPERATOR;

  /** As it stands in a key's record. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
