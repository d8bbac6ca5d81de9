package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Trace;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Puts events on Kafka. */
public interface Publisher {
  /**
   * Publishes an event. Returns at once; events handed over by one thread reach a workspace's
   * partition in that order.
   *
   * @param trace the one that its publisher names; null for none
   * @return completes when Kafka has it, on any thread; exceptionally with {@link
   *     NotReadyException} where Kafka cannot be reached (the event may or may not be there), or
   *     with Kafka's RecordTooLargeException
   */
  CompletionStage<Void> publish(Event event, @Nullable Trace trace);
}
