package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Event;
import java.util.concurrent.CompletionStage;

/** Sends an event to an endpoint at once, past lane and health, logged as a test. */
public interface TestSender {
  /** Completes with what came of it, a failure of the receiver's included, on any thread. */
  CompletionStage<Attempt> send(Endpoint endpoint, Event event);
}
