package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.tls.Pem;
import dev.hookstream.schemas.ClientCertificate;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The client certificates of endpoints, ready for TLS: made once for an endpoint's settings. To
 * read a key takes a while, and so does a handshake: each has threads of its own, so that those who
 * change their settings hold up no connection. Thread-safe.
 */
final class Identities implements AutoCloseable {
  private static final int MOST = 2_000;
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** One cannot be used; the message is for its owner and holds no secret. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message, null, false, false);
    }
  }

  private record Made(ClientCertificate from, CompletableFuture<Identity> identity) {}

  private final Optional<String> trust;
  private final Unsealer unsealer;
  private final InstantSource clock;
  private final ExecutorService reading = threads("hookstream-identities");
  private final ExecutorService handshakes = threads("hookstream-tls");
  private final Map<String, Made> made =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Made> eldest) {
          return size() > MOST;
        }
      };
  private long count;

  /**
   * @param trust as of {@link Tls}, for those who bring no authorities of their own
   */
  Identities(Optional<String> trust, Unsealer unsealer, InstantSource clock) {
    this.trust = trust;
    this.unsealer = unsealer;
    this.clock = clock;
  }

  /**
   * The identity of an endpoint.
   *
   * @return fails with {@link Unusable}
   */
  CompletionStage<Identity> of(String endpoint, ClientCertificate certificate) {
    CompletableFuture<Identity> identity = new CompletableFuture<>();
    String id;
    synchronized (made) {
      Made known = made.get(endpoint);
      if (known != null
          && !known.identity.isCompletedExceptionally()
          && known.from.equals(certificate)) {
        return known.identity;
      }
      made.put(endpoint, new Made(certificate, identity));
      // Numbered: after a change, what is open belongs to an identity that nobody has any more.
      id = endpoint + "#" + ++count;
    }
    reading.execute(
        () -> {
          try {
            identity.complete(make(id, endpoint, certificate));
          } catch (RuntimeException | Error e) {
            identity.completeExceptionally(e);
          }
        });
    return identity;
  }

  private Identity make(String id, String endpoint, ClientCertificate certificate) {
    if (certificate.getExpiresAt() <= clock.millis()) {
      throw new Unusable(
          "the endpoint's client certificate ended at "
              + Instant.ofEpochMilli(certificate.getExpiresAt()));
    }
    String pem;
    try {
      pem = unsealer.open(certificate.getSealedKey(), endpoint);
    } catch (RuntimeException e) {
      throw new Unusable(
          "the client certificate's key cannot be opened: is the key that sealed it in the"
              + " keyset?");
    }
    try {
      List<X509Certificate> chain = Pem.certificates(certificate.getChain());
      PrivateKey key = Pem.privateKey(pem, chain.get(0).getPublicKey().getAlgorithm());
      SslContextBuilder builder = Tls.builder(trust).keyManager(key, chain);
      String authorities = certificate.getAuthorities();
      if (authorities != null) {
        builder.trustManager(Pem.certificates(authorities));
      }
      return new Identity(id, builder.build(), handshakes);
    } catch (Pem.BadPemException | SSLException e) {
      throw new Unusable("the endpoint's client certificate cannot be used: register it anew");
    }
  }

  /** What to say where {@link #of} failed. */
  static ExchangeFailure failure(@Nullable Throwable failed) {
    Throwable cause = failed == null || failed.getCause() == null ? failed : failed.getCause();
    return cause instanceof Unusable unusable
        ? new ExchangeFailure(
            dev.hookstream.schemas.ErrorKind.TLS, String.valueOf(unusable.getMessage()))
        : ExchangeFailure.internal(cause == null ? new IllegalStateException() : cause);
  }

  private static ExecutorService threads(String name) {
    return Executors.newFixedThreadPool(
        THREADS,
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Ends the threads; connections that are being secured fail. */
  @Override
  public void close() {
    reading.shutdown();
    handshakes.shutdown();
    try {
      boolean unused =
          reading.awaitTermination(1, TimeUnit.SECONDS)
              && handshakes.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
