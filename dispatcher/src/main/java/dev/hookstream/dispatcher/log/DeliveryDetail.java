package dev.hookstream.dispatcher.log;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.LogRow;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A delivery with all that is kept of it.
 *
 * @param row where it stands
 * @param attempts those whose records are still on the topic, oldest first
 * @param payload the body as it is sent; empty where neither an attempt nor the event is kept, or
 *     the event cannot be rendered any more
 */
public record DeliveryDetail(LogRow row, List<Attempt> attempts, Optional<ByteBuffer> payload) {
  /** Copies the attempts. */
  public DeliveryDetail {
    attempts = List.copyOf(attempts);
  }
}
