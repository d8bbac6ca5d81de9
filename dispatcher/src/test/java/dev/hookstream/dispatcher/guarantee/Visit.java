package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.guarantee.Manners.Answer;

/**
 * One request as its receiver saw it.
 *
 * @param at when it came, in milliseconds since 1970
 * @param began its place among all that any receiver saw begin or end
 * @param ended the place of its answer's end among the same; {@link #NEVER} where it had none
 */
record Visit(
    long at,
    String path,
    String eventId,
    String deliveryId,
    int attempt,
    Answer answer,
    long began,
    long ended) {
  static final long NEVER = Long.MAX_VALUE;

  /** What was delivered, whatever the attempt. */
  String what() {
    return path + " " + eventId;
  }

  Visit endedAt(long place) {
    return new Visit(at, path, eventId, deliveryId, attempt, answer, began, place);
  }

  /** Whether the receiver has taken the event, and said so to the end. */
  boolean taken() {
    return ended != NEVER && (answer == Answer.GOOD || answer == Answer.LATE);
  }

  /** Whether there can be no attempt after this one. */
  boolean last() {
    return attempt == Manners.RETRIES + 1;
  }
}
