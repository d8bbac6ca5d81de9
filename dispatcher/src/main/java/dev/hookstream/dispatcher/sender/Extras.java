package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Trace;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange has beyond its delivery's record.
 *
 * @param token sent as a bearer token, and in no record; null for none
 * @param identity whom we are in TLS; null for nobody
 * @param kept how many bytes of the response's body are kept, at most
 * @param trace what the request says of the trace it belongs to; null for nothing
 */
record Extras(
    @Nullable String token, @Nullable Identity identity, int kept, @Nullable Trace trace) {
  /** As most exchanges are. */
  private static final Extras NONE = new Extras(null, null, ResponseCapture.MAX_KEPT, null);

  /** As most exchanges are, but for the trace. */
  static Extras of(@Nullable Trace trace) {
    return trace == null ? NONE : new Extras(null, null, ResponseCapture.MAX_KEPT, trace);
  }
}
