package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ReplayJob;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Replays as jobs, and what else is delivered again. Called on the API's workers, may block for a
 * moment; any method may throw, and any stage end with, {@link NotReadyException}.
 */
public interface Replays {
  /** Puts a job on Kafka; completes when {@link #find} knows it. */
  CompletionStage<ReplayView> start(String workspace, ReplayJob job);

  /** A replay of the workspace. */
  Optional<ReplayView> find(String workspace, String id);

  /**
   * The workspace's replays, newest first.
   *
   * @param beforeId only ids less than this; null from the newest on
   */
  List<ReplayView> list(String workspace, @Nullable String beforeId, int limit);

  /** Asks for a replay's end; completes when {@link #find} shows that. */
  CompletionStage<ReplayView> cancel(ReplayView replay, String by);

  /** Completes with the replay when it has ended, or, as it then stands, after so long. */
  CompletionStage<ReplayView> ended(ReplayView replay, Duration patience);

  /**
   * Asks for a delivery again, in the round after the one that is known; completes once Kafka has
   * the request.
   */
  CompletionStage<Void> retry(DeliveryRef ref, int round, ByteBuffer body);

  /** Where an event of the last 24 hours lies in its workspace's partition. */
  OptionalLong offsetOf(String workspace, String eventId);
}
