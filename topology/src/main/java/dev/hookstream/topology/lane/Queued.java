package dev.hookstream.topology.lane;

import dev.hookstream.schemas.Waiting;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that waits, as it is in memory.
 *
 * @param waiting without its body
 * @param body as it was rendered; null where it has to be read from the shared bodies
 * @param shared whether other lanes wait with the same body, so that it is stored once
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Queued(Waiting waiting, byte @Nullable [] body, boolean shared) {
  private static final int ABOUT_A_REF = 400;

  /** From a chunk. */
  static Queued read(Waiting stored) {
    ByteBuffer buffer = stored.getBody();
    if (buffer == null) {
      return new Queued(stored, null, true);
    }
    byte[] body = new byte[buffer.remaining()];
    buffer.duplicate().get(body);
    stored.setBody(null);
    return new Queued(stored, body, false);
  }

  /** The same, where the body can be read again. */
  Queued withoutBody() {
    return body == null ? this : new Queued(waiting, null, shared);
  }

  Queued withBody(byte @Nullable [] read) {
    return new Queued(waiting, read, shared);
  }

  /** About how many bytes it takes, in memory and in a chunk. */
  int size() {
    return ABOUT_A_REF + (body == null ? 0 : body.length);
  }
}
