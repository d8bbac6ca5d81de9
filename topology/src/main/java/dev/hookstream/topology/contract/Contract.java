package dev.hookstream.topology.contract;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Ordering;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one product promises the people who receive its webhooks. Immutable, for any thread.
 *
 * <p>Made from YAML by {@link Contracts}; see docs/contracts.md for what a file holds.
 */
public final class Contract {
  /** What becomes of a delivery whose attempts are used up. */
  public enum UsedUp {
    /** It is a dead letter. */
    DEAD_LETTER,
    /** It is a dead letter too, and the owner sees it as failed, to be retried by hand. */
    MARKED_FAILED
  }

  /** What a receiver may ask for in the header {@code webhook-delivery} of its response. */
  public enum ReceiverMay {
    /** That the endpoint be disabled. */
    DISABLE("disable"),
    /** That the delivery not be retried. */
    ABORT_MESSAGE("abort-message");

    private final String word;

    ReceiverMay(String word) {
      this.word = word;
    }

    /** As it stands in the header and in a contract's file. */
    public String word() {
      return word;
    }
  }

  /** All that is read from a file. */
  record Parts(
      String name,
      String description,
      Envelope envelope,
      EventIdForm eventId,
      Optional<SignatureScheme> signature,
      SecretPolicy secret,
      RetrySchedule retry,
      UsedUp usedUp,
      Duration timeout,
      Ordering ordering,
      Catalogue catalogue,
      SubscriptionRules subscription,
      DisableRule disable,
      Set<ReceiverMay> receiverMay,
      Optional<String> testType) {}

  private final Parts parts;
  private final String userAgent;

  Contract(Parts parts, String userAgent) {
    this.parts = parts;
    this.userAgent = userAgent;
  }

  /** As endpoints, keys and events name it. */
  public String name() {
    return parts.name();
  }

  /** A sentence for people. */
  public String description() {
    return parts.description();
  }

  /**
   * The request's body: never fails, for whatever event; {@code data} is in it byte for byte as it
   * was published.
   */
  public byte[] render(Event event) {
    return parts.envelope().render(event);
  }

  /**
   * Signs for one endpoint; see {@link Signer} for the thread.
   *
   * @param secretsInClear the UTF-8 bytes of the secrets as their owner sees them (prefix and all),
   *     newest first; all sign where the contract's header can hold several, otherwise the newest.
   *     Empty where the endpoint has none: then no signature is sent
   * @throws IllegalArgumentException where a secret cannot be a key, which {@link
   *     SecretPolicy#check} refuses at registration; the message does not have the secret
   */
  public Signer signer(List<byte[]> secretsInClear) {
    return new Signer(parts.signature(), secretsInClear, userAgent);
  }

  /** How it signs, for who verifies; empty where it does not. */
  public Optional<SigningRecipe> signing() {
    return parts.signature().map(SigningRecipe::of);
  }

  /** Whether a request carries the signatures of all secrets that are valid, or of one alone. */
  public boolean signsWithAll() {
    return parts.signature().map(SignatureScheme::headers).orElse(List.of()).stream()
        .anyMatch(header -> header.value().uses(SignatureScheme.SIGNATURES));
  }

  /** The schedule of an endpoint that chose none. */
  public RetrySchedule retry() {
    return parts.retry();
  }

  /** What becomes of a delivery whose attempts are used up. */
  public UsedUp usedUp() {
    return parts.usedUp();
  }

  /** Of one attempt, the whole exchange, for an endpoint that chose none. */
  public Duration timeout() {
    return parts.timeout();
  }

  /** Of an endpoint that chose none. */
  public Ordering defaultOrdering() {
    return parts.ordering();
  }

  /** Its event types. */
  public Catalogue catalogue() {
    return parts.catalogue();
  }

  /** Its rules for secrets. */
  public SecretPolicy secretPolicy() {
    return parts.secret();
  }

  /** What an endpoint may ask for. */
  public SubscriptionRules subscription() {
    return parts.subscription();
  }

  /** When an endpoint is disabled for its failures. */
  public DisableRule disableRule() {
    return parts.disable();
  }

  /** What a receiver may ask for in its response; the rest of what it says there is ignored. */
  public Set<ReceiverMay> receiverMay() {
    return parts.receiverMay();
  }

  /** The type that a test sends where the caller names none; empty where the caller must. */
  public Optional<String> testType() {
    return parts.testType();
  }

  /** An id in this contract's form, for an event whose publisher gave none. */
  public String newEventId(long nowMillis) {
    return parts.eventId().newId(nowMillis);
  }

  @Override
  public String toString() {
    return "contract " + name();
  }
}
