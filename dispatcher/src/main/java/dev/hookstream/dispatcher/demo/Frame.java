package dev.hookstream.dispatcher.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the screen shows at one moment. Times are milliseconds since 1970, durations
 * milliseconds.
 *
 * @param started when the first event could be published
 * @param p50 from an event on Kafka to its first request, the median of the last three hundred; -1
 *     while there is none
 * @param p99 the same, ninety-nine in a hundred
 * @param forged requests whose signature did not fit
 * @param rows the last attempts, newest first
 * @param waiting retries to come, soonest first
 * @param dead dead letters, newest first
 */
record Frame(
    long now,
    long started,
    long events,
    long delivered,
    long failed,
    long deadLettered,
    long p50,
    long p99,
    long verified,
    long forged,
    List<Row> rows,
    List<Waiting> waiting,
    List<Dead> dead) {

  /**
   * One attempt.
   *
   * @param at when it was answered
   * @param result an HTTP status, or an error's word
   * @param verified whether the receiver found the signature right; null where it did not say
   */
  record Row(
      long at,
      String contract,
      String type,
      String endpoint,
      int attempt,
      String result,
      boolean ok,
      long millis,
      @Nullable Boolean verified) {}

  /**
   * A retry to come.
   *
   * @param attempt its number
   * @param since when it was decided
   */
  record Waiting(
      String contract, String type, String endpoint, int attempt, long since, long due) {}

  /** A delivery that was given up. */
  record Dead(
      long at, String contract, String type, String endpoint, int attempts, String reason) {}
}
