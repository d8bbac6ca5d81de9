package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.ReplayJob;
import org.jspecify.annotations.Nullable;

/** The dead letters of the last 30 days. Called on the API's workers, blocks. */
public interface DeadLetters {
  /**
   * Those that nothing has become of since, newest first. A page may have fewer than asked for,
   * even none, where others' lie between.
   *
   * @param filter as a job that would put them back
   * @param cursor {@link Page#next()} of the page before, or null for the first
   * @throws IllegalArgumentException where the cursor is none of ours
   * @throws NotReadyException where Kafka or the log does not answer now
   */
  Page<DeadLetter> list(String workspace, ReplayJob filter, @Nullable String cursor, int limit);
}
