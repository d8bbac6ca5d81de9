package dev.hookstream.dispatcher.sender;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** What a response says about the connection it came on (RFC 9112, section 9.3). */
final class KeepAlive {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final String HEADER = "keep-alive";

  private KeepAlive() {}

  static boolean allows(HttpResponse response) {
    return response.protocolVersion().equals(HttpVersion.HTTP_1_1)
        // After it the connection speaks something else.
        && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
        && !response
            .headers()
            .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
  }

  /** {@code Keep-Alive: timeout=5}: a second less, so that we close before the server does. */
  static long nanos(HttpResponse response) {
    String value = response.headers().get(HEADER);
    int from = value == null ? -1 : value.indexOf("timeout=");
    if (value == null || from < 0) {
      return Long.MAX_VALUE;
    }
    long seconds = 0;
    for (int i = from + "timeout=".length();
        i < value.length() && Character.isDigit(value.charAt(i)) && seconds < 100_000;
        i++) {
      seconds = seconds * 10 + Character.digit(value.charAt(i), 10);
    }
    return Math.max(0, seconds - 1) * NANOS_PER_SECOND;
  }
}
