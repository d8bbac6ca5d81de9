package dev.hookstream.dispatcher.peer;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Duration;

/**
 * What is asked about a workspace, where only the instance that has its state can answer. Instances
 * of two versions may ask each other: a name means the same for ever.
 *
 * @param <A> what is asked, beside the workspace: a record of texts, numbers and Avro records
 * @param <R> what is answered: such a record, or a list of them
 * @param name for example {@code log.page}
 * @param patience for how long the answer is waited for
 */
public record Question<A, R>(
    String name, Class<A> asks, TypeReference<R> answers, Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** One that is answered at once. */
  public static <A, R> Question<A, R> of(String name, Class<A> asks, TypeReference<R> answers) {
    return new Question<>(name, asks, answers, PATIENCE);
  }
}
