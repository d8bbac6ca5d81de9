package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.ErrorKind;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Why an exchange failed.
 *
 * @param kind for programs
 * @param message for a person; holds no secret
 */
record ExchangeFailure(ErrorKind kind, String message) {
  private static final int MAX_MESSAGE = 300;

  /** Cuts the message: what a server sends can end up in it. */
  ExchangeFailure {
    message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
  }

  /** While a connection was being made. */
  static ExchangeFailure connecting(Throwable cause, String where) {
    SSLException tls = find(cause, SSLException.class);
    if (tls != null || find(cause, CertificateException.class) != null) {
      return new ExchangeFailure(
          ErrorKind.TLS, "no secure connection to " + where + ": " + deepest(cause));
    }
    if (find(cause, TimeoutException.class) != null) {
      return new ExchangeFailure(ErrorKind.CONNECT, "no connection to " + where + " in time");
    }
    if (find(cause, ConnectException.class) != null
        || find(cause, NoRouteToHostException.class) != null) {
      return new ExchangeFailure(
          ErrorKind.CONNECT, "no connection to " + where + ": " + deepest(cause));
    }
    return talking(cause, where);
  }

  /** While the request was written or the response read. */
  static ExchangeFailure talking(Throwable cause, String where) {
    if (find(cause, TooLongHttpHeaderException.class) != null
        || find(cause, TooLongHttpLineException.class) != null) {
      return new ExchangeFailure(
          ErrorKind.RESPONSE_TOO_LARGE, "the head of the response is too large");
    }
    if (find(cause, SSLException.class) != null) {
      return new ExchangeFailure(
          ErrorKind.TLS, "the secure connection to " + where + " broke: " + deepest(cause));
    }
    if (find(cause, DecoderException.class) != null) {
      return new ExchangeFailure(ErrorKind.PROTOCOL, "the response is no HTTP: " + deepest(cause));
    }
    if (closed(cause)) {
      return new ExchangeFailure(
          ErrorKind.RESET, where + " closed the connection before the response was complete");
    }
    if (find(cause, IllegalArgumentException.class) != null) {
      return new ExchangeFailure(ErrorKind.PROTOCOL, "the response is no HTTP: " + deepest(cause));
    }
    return new ExchangeFailure(ErrorKind.INTERNAL, "the request failed: " + deepest(cause));
  }

  /** Whether the other side went away, as opposed to saying something wrong. */
  static boolean closed(Throwable cause) {
    return find(cause, HttpClosedException.class) != null
        || find(cause, PrematureChannelClosureException.class) != null
        || find(cause, StreamResetException.class) != null
        || find(cause, ClosedChannelException.class) != null
        || (cause instanceof IOException && !(cause instanceof SSLException));
  }

  private static <T extends Throwable> @org.jspecify.annotations.Nullable T find(
      Throwable from, Class<T> type) {
    int depth = 0;
    for (Throwable t = from; t != null && depth < 10; t = t.getCause(), depth++) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }

  private static String deepest(Throwable from) {
    Throwable t = from;
    for (int depth = 0; depth < 10 && t.getCause() != null; depth++) {
      t = t.getCause();
    }
    return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
  }
}
