package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Delivery;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What is sent, for a test to read. */
final class Sent {
  private Sent() {}

  static Map<String, String> headers(Delivery delivery) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    delivery.getHeaders().forEach(header -> headers.put(header.getName(), header.getValue()));
    return headers;
  }

  static String text(ByteBuffer body) {
    return StandardCharsets.UTF_8.decode(body.duplicate()).toString();
  }
}
