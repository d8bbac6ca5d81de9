package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import java.util.function.Consumer;

/** What makes requests, as the sender sees it. Thread-safe. */
interface Exchanges {
  /** Makes the request now; {@code done} is called once, on any thread, and must not block. */
  void send(Delivery delivery, boolean test, Consumer<Attempt> done);

  /** What requests to this URL share a bound with: its host and port. */
  String hostOf(String url);
}
