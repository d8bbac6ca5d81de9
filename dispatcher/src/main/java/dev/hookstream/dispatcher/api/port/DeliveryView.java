package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.LogRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery with everything that is kept of it.
 *
 * @param attempts oldest first
 * @param payload the body that is sent, JSON; null where it is no longer kept
 */
public record DeliveryView(LogRow row, List<Attempt> attempts, @Nullable String payload) {
  /** Copies the attempts. */
  public DeliveryView {
    attempts = List.copyOf(attempts);
  }
}
