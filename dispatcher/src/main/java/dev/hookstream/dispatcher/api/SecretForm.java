package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.schemas.SealedSecret;
import dev.hookstream.topology.contract.SecretPolicy;
import dev.hookstream.topology.secret.Keyring;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Finds the secret of a webhook by its contract's policy, and seals it. */
final class SecretForm {
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
    return secret
        .map(text -> keyring.seal(text.getBytes(StandardCharsets.UTF_8), endpointId))
        .map(box -> List.of(new SealedSecret(ByteBuffer.wrap(box), nowMillis, null)))
        .orElse(List.of());
  }
}
