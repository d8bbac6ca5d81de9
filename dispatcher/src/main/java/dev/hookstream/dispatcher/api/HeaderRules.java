package dev.hookstream.dispatcher.api;

import dev.hookstream.schemas.Header;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.SecretPolicy;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which headers an owner may add to a webhook's requests. */
final class HeaderRules {
  /** RFC 9110, 5.6.2. */
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  /**
   * Visible ASCII with inner spaces and tabs: nothing that ends a line or a server reads its way.
   */
  private static final Pattern VALUE =
      Pattern.compile("(?:[\\x21-\\x7E](?:[\\x20-\\x7E\\t]*[\\x21-\\x7E])?)?");

  /** What frames the request or names the connection is the sender's. */
  private static final Set<String> SENDERS =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "content-encoding",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authorization",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "http2-settings",
          "user-agent",
          "accept-encoding");

  /** What these carry lets whoever reads it in: sealed whether or not their owner thought of it. */
  private static final Set<String> SECRET =
      Set.of("authorization", "cookie", "x-api-key", "api-key", "apikey", "x-auth-token");

  private final Set<String> signature;

  private HeaderRules(Set<String> signature) {
    this.signature = signature;
  }

  static HeaderRules of(Contract contract) {
    List<Header> headers =
        contract
            .signer(someSecret(contract.secretPolicy()))
            .sign("evt_1", 0, new byte[] {'{', '}'});
    return new HeaderRules(
        headers.stream()
            .map(header -> header.getName().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static List<byte[]> someSecret(SecretPolicy policy) {
    if (policy.canMake()) {
      return List.of(policy.newSecret(new SecureRandom()).getBytes(StandardCharsets.UTF_8));
    }
    return policy.takesCallers()
        ? List.of(
            (policy.prefix() + "a".repeat(Math.max(1, policy.least() + 3) / 4 * 4))
                .getBytes(StandardCharsets.UTF_8))
        : List.of();
  }

  /** Why a name is refused. */
  Optional<String> name(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      return Optional.of("is not the name of a header");
    }
    if (SENDERS.contains(lower)) {
      return Optional.of("is set by Hookstream and cannot be set here");
    }
    if (signature.contains(lower) || lower.startsWith("webhook-")) {
      return Optional.of("belongs to the signature and cannot be set here");
    }
    return Optional.empty();
  }

  /** Whether a header's value is a secret by its name. */
  static boolean alwaysSecret(String name) {
    return SECRET.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Why a value is refused. */
  static Optional<String> value(String value) {
    return VALUE.matcher(value).matches()
        ? Optional.empty()
        : Optional.of(
            "has a character that no header may have: visible ASCII, and spaces within, are"
                + " allowed");
  }
}
