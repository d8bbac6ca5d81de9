package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.SealedSecret;
import dev.hookstream.topology.contract.SecretPolicy;
import dev.hookstream.topology.secret.Keyring;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the secret of a webhook by its contract's policy, and seals it. */
final class SecretForm {
  /** So that a header stays short however often somebody rotates. */
  private static final int MOST_OLD = 2;

  private final Keyring keyring;
  private final SecureRandom random = new SecureRandom();

  SecretForm(Keyring keyring) {
    this.keyring = keyring;
  }

  /**
   * The secret that a new webhook gets: the caller's, or else ours; empty where it has none.
   *
   * @param given the body's {@code secret}; missing or null where the caller brings none
   */
  Optional<String> forNew(JsonNode given, SecretPolicy policy, Faults faults) {
    if (given.isTextual()) {
      return callers(given, policy, faults);
    }
    if (policy.canMake()) {
      return Optional.of(policy.newSecret(random));
    }
    if (policy.required()) {
      faults.add("/secret", "is missing: this contract's secrets are the caller's own");
    }
    return Optional.empty();
  }

  /** The secret that a patch sets; empty where it clears it. */
  Optional<String> forChange(JsonNode given, SecretPolicy policy, Faults faults) {
    if (given.isTextual()) {
      return callers(given, policy, faults);
    }
    if (policy.required()) {
      faults.add("/secret", "cannot be cleared: this contract signs everything");
    }
    return Optional.empty();
  }

  private static Optional<String> callers(JsonNode given, SecretPolicy policy, Faults faults) {
    faults.addIf("/secret", policy.check(given.asText()));
    return Optional.of(given.asText());
  }

  /** Sealed for an endpoint, alone on its list. */
  List<SealedSecret> seal(Optional<String> secret, String endpointId, long nowMillis) {
    return secret.map(text -> List.of(sealed(text, endpointId, nowMillis))).orElse(List.of());
  }

  private SealedSecret sealed(String secret, String endpointId, long nowMillis) {
    byte[] box = keyring.seal(secret.getBytes(StandardCharsets.UTF_8), endpointId);
    return new SealedSecret(ByteBuffer.wrap(box), nowMillis, null);
  }

  /**
   * An endpoint's secrets with a new one among them.
   *
   * @param graceMillis for how long the one before signs on; 0: not at all
   * @param both whether requests carry the signatures of all secrets; else the one before signs
   *     alone until the grace ends
   */
  List<SealedSecret> rotated(
      Endpoint endpoint, String secret, long graceMillis, boolean both, long nowMillis) {
    List<SealedSecret> secrets = new ArrayList<>();
    // Those that sign now, the newest first; one that was to follow them never comes.
    endpoint.getSecrets().stream()
        .filter(old -> old.getExpiresAt() == null || old.getExpiresAt() > nowMillis)
        .limit(graceMillis == 0 ? 0 : both ? MOST_OLD : 1)
        .map(
            old ->
                new SealedSecret(
                    old.getSealed(),
                    old.getCreatedAt(),
                    old.getExpiresAt() == null
                        ? nowMillis + graceMillis
                        : Math.min(old.getExpiresAt(), nowMillis + graceMillis)))
        .forEach(secrets::add);
    secrets.add(both ? 0 : secrets.size(), sealed(secret, endpoint.getId(), nowMillis));
    return secrets;
  }

  /** The endpoint's secret as it will be from now on; empty where it has none. */
  static Optional<SealedSecret> current(Endpoint endpoint) {
    return endpoint.getSecrets().stream().filter(s -> s.getExpiresAt() == null).findFirst();
  }

  /** In clear, for its owner. */
  String open(SealedSecret secret, String endpointId) {
    return new String(keyring.open(bytes(secret), endpointId), StandardCharsets.UTF_8);
  }

  /** The same secrets under the key that seals today. */
  List<SealedSecret> resealed(Endpoint.Builder endpoint) {
    return endpoint.getSecrets().stream()
        .map(
            old ->
                new SealedSecret(
                    ByteBuffer.wrap(keyring.sealAnew(bytes(old), endpoint.getId())),
                    old.getCreatedAt(),
                    old.getExpiresAt()))
        .toList();
  }

  private static byte[] bytes(SealedSecret secret) {
    byte[] bytes = new byte[secret.getSealed().remaining()];
    secret.getSealed().duplicate().get(bytes);
    return bytes;
  }
}
