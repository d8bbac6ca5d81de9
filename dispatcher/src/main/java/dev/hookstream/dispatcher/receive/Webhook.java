package dev.hookstream.dispatcher.receive;

import java.util.Map;

/**
 * One request as it came. The body is not copied.
 *
 * @param at when, in milliseconds since 1970
 * @param headers by lower-case name
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
public record Webhook(
    long at, String method, String path, Map<String, String> headers, byte[] body) {

  /** The number of the attempt, as its header says; 1 where it says none. */
  public int attempt() {
    String attempt = headers.getOrDefault("webhook-attempt", "1");
    return attempt.matches("\\d{1,6}") ? Integer.parseInt(attempt) : 1;
  }
}
