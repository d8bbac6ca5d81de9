package dev.hookstream.dispatcher.cli;

import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.SecretPolicy;
import dev.hookstream.topology.contract.Signer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Signs on this machine, as a contract says, with a secret that is good for nothing else.
 *
 * @param secret null for a contract that does not sign
 */
record LocalSigner(Signer signer, @Nullable String secret) {
  private static final Set<String> COMMON = Set.of("content-type", "user-agent", "webhook-id");

  /**
   * For a contract.
   *
   * @param given the caller's own secret; null for a new one
   * @throws CliException where it cannot have that secret
   */
  static LocalSigner of(Contract contract, @Nullable String given) {
    String secret = given == null ? throwAway(contract.secretPolicy()) : given;
    List<byte[]> keys =
        secret == null ? List.of() : List.of(secret.getBytes(StandardCharsets.UTF_8));
    try {
      return new LocalSigner(contract.signer(keys), secret);
    } catch (IllegalArgumentException e) {
      throw new CliException("--secret: " + e.getMessage());
    }
  }

  /** The headers of a contract's that no other request has, by lower-case name. */
  static Set<String> signatureHeaders(Contract contract) {
    String secret = throwAway(contract.secretPolicy());
    List<byte[]> keys =
        secret == null ? List.of() : List.of(secret.getBytes(StandardCharsets.UTF_8));
    return contract.signer(keys).sign("id", 0, new byte[0]).stream()
        .map(header -> header.getName().toLowerCase(Locale.ROOT))
        .filter(name -> !COMMON.contains(name))
        .collect(Collectors.toSet());
  }

  private static @Nullable String throwAway(SecretPolicy policy) {
    SecureRandom random = new SecureRandom();
    if (policy.canMake()) {
      return policy.newSecret(random);
    }
    if (!policy.takesCallers()) {
      return null;
    }
    byte[] bytes = new byte[Math.max(24, policy.base64() ? policy.least() : 24)];
    random.nextBytes(bytes);
    var encoder =
        policy.base64()
            ? java.util.Base64.getEncoder()
            : java.util.Base64.getUrlEncoder().withoutPadding();
    return policy.prefix() + encoder.encodeToString(bytes);
  }
}
