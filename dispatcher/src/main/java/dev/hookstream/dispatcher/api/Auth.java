package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.ApiKeys;
import dev.hookstream.schemas.ApiKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who asks and whether they may. For any thread; never blocks. */
final class Auth {
  private static final String HOW =
      "Send a key as `Authorization: Bearer KEY` or as `X-API-Key: KEY`.";

  private final ApiKeys keys;
  private final Optional<byte[]> operatorHash;
  private final PortalTokens portal;
  private final FailedAttempts failed;

  Auth(ApiKeys keys, Optional<String> operatorKey, PortalTokens portal, FailedAttempts failed) {
    this.keys = keys;
    this.portal = portal;
    this.operatorHash = operatorKey.map(Auth::sha256);
    this.failed = failed;
  }

  /**
   * The caller of a route.
   *
   * @param address where the request comes from
   * @throws ProblemException 401, 403 or 429
   */
  Caller caller(
      Scope scope, @Nullable String authorization, @Nullable String apiKey, String address) {
    if (scope == Scope.NONE || scope == Scope.SIGNED) {
      return new Caller.Anyone();
    }
    String key = key(authorization, apiKey);
    if (key == null) {
      throw unauthorized("There is no key. " + HOW);
    }
    if (key.startsWith(PortalTokens.SESSION)) {
      return session(scope, key);
    }
    // A workspace's key has 256 random bits and is beyond guessing, so it passes whatever others
    // do from its address (behind a proxy that is everybody's). The operator chose theirs.
    String hash = Keys.hash(key);
    Optional<ApiKey> found = keys.find(hash);
    if (found.isPresent()) {
      return holder(scope, new Caller.Holder(found.get(), hash, null));
    }
    if (failed.tooMany(address)) {
      throw Problem.of(
              429,
              "too-many-attempts",
              "Too many refused keys",
              "Too many keys from this address were refused: wait a minute.")
          .asException();
    }
    if (operatorHash.filter(own -> MessageDigest.isEqual(own, sha256(key))).isPresent()) {
      return new Caller.Operator();
    }
    failed.count(address);
    throw unauthorized("The key is not known, or was revoked.");
  }

  /** A session is as good as the key that minted its link: revoked with it. */
  private Caller session(Scope scope, String token) {
    Caller.Holder holder =
        portal
            .session(token)
            .filter(found -> keys.find(found.hash()).isPresent())
            .orElseThrow(() -> unauthorized("The session has ended. Ask for a new link."));
    return holder(scope, holder);
  }

  private static Caller holder(Scope scope, Caller.Holder holder) {
    if (scope == Scope.OPERATOR) {
      throw Problem.forbidden("Only the operator's key may do this.").asException();
    }
    if (scope != Scope.KNOWN && !holder.key().getScopes().contains(scope.word())) {
      throw Problem.forbidden(
              "The key has not the scope `" + scope.word() + "` that this call needs.")
          .asException();
    }
    return holder;
  }

  private static @Nullable String key(@Nullable String authorization, @Nullable String apiKey) {
    if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      String key = authorization.substring("bearer ".length()).trim();
      return key.isEmpty() ? null : key;
    }
    return apiKey == null || apiKey.isBlank() ? null : apiKey.trim();
  }

  private static ProblemException unauthorized(String detail) {
    return Problem.of(401, "unauthorized", "A valid key is needed", detail).asException();
  }

  private static byte[] sha256(String text) {
    return Keys.sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
