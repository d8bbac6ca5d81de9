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

  /** A token is for one receiver, whatever else stays as it was. */
  private record Use(String authority, OAuth2Client client) {}

  private record Kept(Use use, String token, long until) {}

  private record Underway(Use use, CompletableFuture<Answer> answer) {}

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
   * @param authority the receiver, as {@code Target} has it
   * @return never fails; completes on any thread
   */
  CompletionStage<Answer> of(Delivery delivery, String authority, OAuth2Client client) {
    Use use = new Use(authority, client);
    String endpoint = delivery.getRef().getEndpointId();
    long now = nanos.getAsLong();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    synchronized (this) {
      Kept known = kept.get(endpoint);
      if (known != null && known.use.equals(use) && known.until - now > 0) {
        return CompletableFuture.completedFuture(new Answer.Token(known.token));
      }
      kept.remove(endpoint);
      Underway other = underway.get(endpoint);
      if (other != null && other.use.equals(use)) {
        return other.answer;
      }
      underway.put(endpoint, new Underway(use, answer));
    }
    begin(delivery, use, endpoint, now, answer);
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
      Delivery delivery, Use use, String endpoint, long now, CompletableFuture<Answer> answer) {
    OAuth2Client client = use.client;
    Consumer<TokenReply> end = reply -> answer.complete(settled(endpoint, use, now, answer, reply));
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
      String endpoint, Use use, long began, CompletableFuture<Answer> answer, TokenReply reply) {
    underway.computeIfPresent(endpoint, (id, now) -> now.answer == answer ? null : now);
    @Nullable String token = reply.token();
    if (token == null) {
      return new Answer.None(reply.why());
    }
    // A fifth of a short life, a minute of a long one: the way to the receiver takes time too.
    long life = reply.life().toNanos();
    kept.put(endpoint, new Kept(use, token, began + life - Math.min(MOST_MARGIN, life / 5)));
    return new Answer.Token(token);
  }
}
