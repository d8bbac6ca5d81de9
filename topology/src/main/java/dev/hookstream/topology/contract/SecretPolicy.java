package dev.hookstream.topology.contract;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A contract's rules for endpoints' secrets. Immutable, for any thread.
 *
 * @param maker who may make one
 * @param required whether an endpoint must have one
 * @param shown when the owner sees it
 * @param prefix with which every secret begins; may be empty
 * @param randomBytes how many random bytes are in one that is made here; 0 where none is
 * @param least the fewest characters after the prefix, or bytes where the key is base64
 * @param most the most of them
 * @param base64 whether what follows the prefix is base64 and is counted in bytes
 */
public record SecretPolicy(
    Maker maker,
    boolean required,
    Shown shown,
    String prefix,
    int randomBytes,
    int least,
    int most,
    boolean base64) {

  /** No secrets at all: for a contract that does not sign. */
  static final SecretPolicy NONE =
      new SecretPolicy(Maker.NOBODY, false, Shown.NEVER, "", 0, 0, 0, false);

  /** Who may make a secret. */
  public enum Maker {
    OURS,
    CALLER,
    EITHER,
    NOBODY
  }

  /** When the owner sees it. */
  public enum Shown {
    /** In the answer to its creation or rotation. */
    ONCE,
    /** Then, and whenever the owner asks. */
    ALWAYS,
    /** Not even then: the caller made it and knows it. */
    NEVER
  }

  /** Whether one can be made here where the caller brings none. */
  public boolean canMake() {
    return maker == Maker.OURS || maker == Maker.EITHER;
  }

  /** Whether the caller may bring one. */
  public boolean takesCallers() {
    return maker == Maker.CALLER || maker == Maker.EITHER;
  }

  /**
   * A new secret, as its owner will see it.
   *
   * @throws IllegalStateException where {@link #canMake} says no
   */
  public String newSecret(SecureRandom random) {
    if (!canMake()) {
      throw new IllegalStateException("this contract's secrets are the caller's own");
    }
    byte[] bytes = new byte[randomBytes];
    random.nextBytes(bytes);
    return prefix
        + (base64
            ? Base64.getEncoder().encodeToString(bytes)
            : Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * Whether a caller's own secret can be used.
   *
   * @return why not, in words and without the secret; empty where it can
   */
  public Optional<String> check(String secret) {
    if (!takesCallers()) {
      return Optional.of(
          maker == Maker.NOBODY
              ? "this contract does not sign, so it takes no secret"
              : "this contract's secrets are made by Hookstream; leave it out");
    }
    if (!secret.startsWith(prefix)) {
      return Optional.of("must begin with " + prefix);
    }
    String rest = secret.substring(prefix.length());
    return base64 ? checkBase64(rest) : checkText(rest);
  }

  private Optional<String> checkText(String rest) {
    if (rest.chars().anyMatch(Character::isISOControl) || !rest.strip().equals(rest)) {
      return Optional.of("must not begin or end with a space, or have a control character");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(rest)) {
      return Optional.of("must be text that UTF-8 can carry");
    }
    return bounds(rest.codePointCount(0, rest.length()), "characters");
  }

  private Optional<String> checkBase64(String rest) {
    try {
      return bounds(Base64.getDecoder().decode(rest).length, "bytes");
    } catch (IllegalArgumentException e) {
      // The cause quotes a character of the secret, so only the fact is told.
      return Optional.of("must be base64" + (prefix.isEmpty() ? "" : " after " + prefix));
    }
  }

  private Optional<String> bounds(int size, String unit) {
    return size < least || size > most
        ? Optional.of("must have %d to %d %s, and has %d".formatted(least, most, unit, size))
        : Optional.empty();
  }
}
