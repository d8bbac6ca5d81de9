package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.OAuth2Client;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bearer tokens of endpoints, in memory only: fetched when one is needed, one fetch at a time
 * for an endpoint, and kept until shortly before they end. Never blocks. Thread-safe.
 */
final class Tokens {
  /** For a fetch, from resolving the name to the last byte. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final int MOST = 20_000;
  private static final long MOST_MARGIN = Duration.ofMinutes(1).toNanos();

  /** What came of asking for a token. */
  sealed interface Answer {
    /** Usable now. */
    record Token(String value) implements Answer {
      /** Without the token, so that no log gets it. */
      @Override
      public String toString() {
        return "Token";
      }
    }

    /**
     * There is none.
     *
     * @param why in words, without secrets
     */
    record None(String why) implements Answer {}
  }

  /** Makes the request to the token server. */
  interface Fetch {
    /** {@code done} is called once, on any thread. */
    void send(Delivery request, Consumer<Attempt> done);
  }

  private record Kept(OAuth2Client client, String token, long until) {}

  private record Underway(OAuth2Client client, CompletableFuture<Answer> answer) {}

  private final Unsealer unsealer;
  private final Fetch fetch;
  private final LongSupplier nanos;
  private final Map<String, Underway> underway = new HashMap<>();
  private final Map<String, Kept> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param nanos a clock that never goes back, such as {@code System::nanoTime}
   */
  Tokens(Unsealer unsealer, Fetch fetch, LongSupplier nanos) {
    this.unsealer = unsealer;
    this.fetch = fetch;
    this.nanos = nanos;
  }

  /**
   * The token for a delivery's endpoint.
   *
   * @return never fails; completes on any thread
   */
  CompletionStage<Answer> of(Delivery delivery, OAuth2Client client) {
    String endpoint = delivery.getRef().getEndpointId();
    long now = nanos.getAsLong();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    synchronized (this) {
      Kept known = kept.get(endpoint);
      if (known != null && known.client.equals(client) && known.until - now > 0) {
        return CompletableFuture.completedFuture(new Answer.Token(known.token));
      }
      kept.remove(endpoint);
      Underway other = underway.get(endpoint);
      if (other != null && other.client.equals(client)) {
        return other.answer;
      }
      underway.put(endpoint, new Underway(client, answer));
    }
    begin(delivery, client, endpoint, now, answer);
    return answer;
  }

  /** The receiver did not take a token: it is used no more. */
  synchronized void refused(String endpoint, String token) {
    Kept known = kept.get(endpoint);
    if (known != null && known.token.equals(token)) {
      kept.remove(endpoint);
    }
  }

  private void begin(
      Delivery delivery,
      OAuth2Client client,
      String endpoint,
      long now,
      CompletableFuture<Answer> answer) {
    Consumer<TokenReply> end =
        reply -> answer.complete(settled(endpoint, client, now, answer, reply));
    String secret;
    try {
      secret = unsealer.open(client.getSealedSecret(), endpoint);
    } catch (RuntimeException e) {
      // The cause can quote the value, so it goes no further.
      end.accept(
          TokenReply.none(
              "the client secret cannot be opened: is the key that sealed it in the keyset?"));
      return;
    }
    try {
      fetch.send(
          TokenRequest.of(delivery, client, secret),
          attempt -> end.accept(reply(attempt, client, secret)));
    } catch (RuntimeException | Error e) {
      end.accept(TokenReply.none("the token server could not be asked"));
    }
  }

  /** Whatever is thrown over an answer, those who wait are told something. */
  private static TokenReply reply(Attempt attempt, OAuth2Client client, String secret) {
    try {
      return TokenReply.of(attempt, TokenRequest.secrets(client, secret));
    } catch (RuntimeException | Error e) {
      return TokenReply.none("what the token server answered cannot be read");
    }
  }

  private synchronized Answer settled(
      String endpoint,
      OAuth2Client client,
      long began,
      CompletableFuture<Answer> answer,
      TokenReply reply) {
    underway.computeIfPresent(endpoint, (id, now) -> now.answer == answer ? null : now);
    @Nullable String token = reply.token();
    if (token == null) {
      return new Answer.None(reply.why());
    }
    // A fifth of a short life, a minute of a long one: the way to the receiver takes time too.
    long life = reply.life().toNanos();
    kept.put(endpoint, new Kept(client, token, began + life - Math.min(MOST_MARGIN, life / 5)));
    return new Answer.Token(token);
  }
}
