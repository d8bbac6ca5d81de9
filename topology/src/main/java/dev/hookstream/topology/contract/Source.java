package dev.hookstream.topology.contract;

import com.fasterxml.jackson.core.JsonPointer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A product that sends webhooks to us: how they are signed, whose events they become. It is data,
 * as a contract is, and is read from the same folder. Immutable, for any thread.
 */
public final class Source {
  /**
   * One of its webhooks.
   *
   * @param type of the event that it becomes; empty where it is answered and nothing more
   * @param data the event's data by key, each from a place in the body; empty: the body as it came
   */
  public record Hook(Optional<String> type, Map<String, JsonPointer> data) {
    /** Copies the map, in its order. */
    public Hook {
      data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }
  }

  /** What its file says. */
  record Parts(
      String name,
      String workspace,
      Optional<String> product,
      String secretFrom,
      SignatureScheme signature,
      Duration tolerance,
      Optional<JsonPointer> eventId,
      Optional<JsonPointer> sentAt,
      Map<String, Hook> hooks) {}

  private final Parts parts;
  private final byte[] secret;

  Source(Parts parts, byte[] secret) {
    this.parts = parts;
    this.secret = secret.clone();
  }

  /** As it stands in a path. */
  public String name() {
    return parts.name();
  }

  /** Whose events they are. */
  public String workspace() {
    return parts.workspace();
  }

  /** The contract that they are for; empty: whichever the workspace has. */
  public Optional<String> product() {
    return parts.product();
  }

  /** Signs as the product does, to be compared with what came; for one thread. */
  public Signer signer() {
    return new Signer(Optional.of(parts.signature()), List.of(secret), "");
  }

  /** The headers, in lower case, that must be as {@link #signer} makes them. */
  public Set<String> signedHeaders() {
    return parts.signature().headers().stream()
        .map(header -> header.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The header, in lower case, that carries an id of the product's own; signed or not. */
  public Optional<String> idHeader() {
    return parts.signature().headers().stream()
        .filter(header -> header.value().text().equals("{id}"))
        .map(header -> header.name().toLowerCase(Locale.ROOT))
        .findFirst();
  }

  /** How far the time of a webhook may be from now, at most 12 hours. */
  public Duration tolerance() {
    return parts.tolerance();
  }

  /** Where in the body its own id is; empty: it is in {@link #idHeader}, or the body is its id. */
  public Optional<JsonPointer> eventId() {
    return parts.eventId();
  }

  /** Where in the body it says when it was sent. */
  public Optional<JsonPointer> sentAt() {
    return parts.sentAt();
  }

  /** By the last part of its path. */
  public Optional<Hook> hook(String name) {
    return Optional.ofNullable(parts.hooks().get(name));
  }

  @Override
  public String toString() {
    return "Source[" + name() + "]";
  }
}
