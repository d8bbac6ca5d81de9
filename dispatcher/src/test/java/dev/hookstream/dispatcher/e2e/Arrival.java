package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;

/**
 * A request as a receiver saw it.
 *
 * @param headers by their names, whatever their case
 * @param body its exact bytes
 * @param at milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Arrival(String path, Map<String, List<String>> headers, byte[] body, long at) {
  static Arrival of(String path, Headers headers, byte[] body) {
    Map<String, List<String>> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> kept.put(name, List.copyOf(values)));
    return new Arrival(path, kept, body, System.currentTimeMillis());
  }

  /** The value of a header that must be there once. */
  String header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    Assertions.assertThat(values).as("header %s in %s", name, headers).hasSize(1);
    return values.get(0);
  }

  String eventId() {
    return header("webhook-id");
  }

  String deliveryId() {
    return header("webhook-delivery-id");
  }

  int attempt() {
    return Integer.parseInt(header("webhook-attempt"));
  }

  String text() {
    return new String(body, UTF_8);
  }
}
