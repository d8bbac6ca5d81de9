package dev.hookstream.dispatcher.sender;

import org.jspecify.annotations.Nullable;

/**
 * What one exchange has beyond its delivery's record.
 *
 * @param token sent as a bearer token, and in no record; null for none
 * @param identity whom we are in TLS; null for nobody
 * @param kept how many bytes of the response's body are kept, at most
 */
record Extras(@Nullable String token, @Nullable Identity identity, int kept) {
  /** As most exchanges are. */
  static final Extras NONE = new Extras(null, null, ResponseCapture.MAX_KEPT);
}
