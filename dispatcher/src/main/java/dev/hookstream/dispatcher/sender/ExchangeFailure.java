package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Resolution;
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
import javax.net.ssl.SSLException;

/**
 * Why an exchange failed.
 *
 * @param kind for programs
 * @param message for a person; holds no secret
 */
record ExchangeFailure(ErrorKind kind, String message) {
  private static final int MAX_MESSAGE = 300;
  private static final String NO_NAME = "Illegal given domain name";

  /** Cleans the message: what a server sends can end up in it. */
  ExchangeFailure {
    message = shown(message);
  }

  /** What a server sent, as it may be kept and logged: not too long, no control characters. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), MAX_MESSAGE));
    for (int i = 0; i < text.length() && shown.length() < MAX_MESSAGE; i++) {
      char c = text.charAt(i);
      if (!Character.isISOControl(c)) {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  /** Something that must not happen did, on our side. Its message can quote a secret. */
  static ExchangeFailure internal(Throwable cause) {
    return new ExchangeFailure(
        ErrorKind.INTERNAL, "the request failed here: " + cause.getClass().getSimpleName());
  }

  /** The name leads nowhere, or where nobody may go. */
  static ExchangeFailure noAddress(Resolution resolution) {
    return resolution instanceof Resolution.Forbidden forbidden
        ? new ExchangeFailure(
            ErrorKind.URL_REFUSED, "the URL's host is not allowed: " + forbidden.reason())
        : new ExchangeFailure(
            ErrorKind.DNS,
            resolution instanceof Resolution.Unresolved unresolved ? unresolved.reason() : "");
  }

  /**
   * The address did not answer, or its TLS did not come to an end.
   *
   * @param reached whether TCP was there
   */
  static ExchangeFailure noConnectionInTime(String where, boolean reached) {
    return reached
        ? new ExchangeFailure(ErrorKind.TLS, "no secure connection to " + where + " in time")
        : new ExchangeFailure(ErrorKind.CONNECT, "no connection to " + where + " in time");
  }

  /** While a connection was being made. */
  static ExchangeFailure connecting(Throwable cause, String where) {
    CertificateException certificate = find(cause, CertificateException.class);
    if (certificate != null || find(cause, SSLException.class) != null) {
      // The JDK's words for a name with an underscore: it is not the receiver's fault.
      boolean name =
          certificate != null && String.valueOf(certificate.getMessage()).startsWith(NO_NAME);
      return new ExchangeFailure(
          ErrorKind.TLS,
          "no secure connection to "
              + where
              + ": "
              + (name ? "certificates cannot be checked against this name" : deepest(cause)));
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
    if (cause instanceof PooledConnection.TooMuch) {
      return new ExchangeFailure(
          ErrorKind.RESPONSE_TOO_LARGE,
          cause.getMessage() + " came, and no head of a response was complete");
    }
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
