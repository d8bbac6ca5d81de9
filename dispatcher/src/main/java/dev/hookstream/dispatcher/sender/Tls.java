package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Target;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards receivers: whom to trust, and that the certificate names the host of the URL, be it a
 * name or an address. Thread-safe.
 */
final class Tls {
  private final SslContext context;

  /**
   * @param trust a PEM file of the certificate authorities; empty for the JDK's own
   */
  Tls(Optional<String> trust) {
    try {
      context = builder(trust).build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** As all connections are secured; whom to be comes on top. */
  static SslContextBuilder builder(Optional<String> trust) {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .endpointIdentificationAlgorithm("HTTPS");
    trust.ifPresent(file -> builder.trustManager(new File(file)));
    return builder;
  }

  /** What secures one connection, as nobody or as the identity. */
  SslHandler handler(Target target, @Nullable Identity identity, ByteBufAllocator buffers) {
    String host = target.host();
    SslHandler handler =
        identity == null
            ? context.newHandler(buffers, host, target.port())
            : identity.context().newHandler(buffers, host, target.port(), identity.executor());
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setServerNames(serverNames(target));
    handler.engine().setSSLParameters(parameters);
    // The dial has a time-out, which ends this too.
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /**
   * What the server is told that it is asked for: not an address (RFC 6066, section 3), and not a
   * name that the JDK knows as none, such as one with an underscore. The certificate is checked
   * against the host all the same.
   */
  private static List<SNIServerName> serverNames(Target target) {
    if (target.literal().isPresent()) {
      return List.of();
    }
    try {
      return List.of(new SNIHostName(target.host()));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
