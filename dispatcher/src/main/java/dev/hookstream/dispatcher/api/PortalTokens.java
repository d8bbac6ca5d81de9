package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.topology.secret.CannotOpenException;
import dev.hookstream.topology.secret.Keyring;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a portal link is made of, sealed under the installation's keyset, so that any instance can
 * check it and none has to keep it: the link's own token, the session that it is exchanged for, and
 * the origins that may frame the page. Each is of no use in another's place. For any thread.
 */
final class PortalTokens {
  /** How a link's token begins. */
  static final String LINK = "hsl_";

  /** How a session's token begins. */
  static final String SESSION = "hss_";

  // No endpoint's secret is sealed for a context that begins so.
  private static final String FRAME_CONTEXT = "\0portal-frame";

  private final Keyring keyring;
  private final InstantSource clock;

  PortalTokens(Keyring keyring, InstantSource clock) {
    this.keyring = keyring;
    this.clock = clock;
  }

  /**
   * What a link gives.
   *
   * @param key what its holder is: an id, the workspace, the contract and the scopes
   * @param hash of the key that minted it; of the workspace's {@link PortalAnchors} for the
   *     operator's
   * @param expiresAt when the token ends, in ms since 1970
   * @param sessionMillis how long a session lasts from the exchange on
   */
  record Grant(ApiKey key, String hash, long expiresAt, long sessionMillis) {}

  String link(Grant grant) {
    return seal(LINK, grant);
  }

  /**
   * The session that a link is exchanged for; empty where the link has ended or is none of ours.
   */
  Optional<Session> exchange(String link) {
    return open(LINK, link)
        .map(
            grant -> {
              long until = clock.millis() + grant.sessionMillis();
              return new Session(
                  seal(SESSION, new Grant(grant.key(), grant.hash(), until, 0)),
                  new Caller.Holder(grant.key(), grant.hash(), until));
            });
  }

  /** A session's token, and who its holder is. */
  record Session(String token, Caller.Holder holder) {}

  /** Who holds a session; empty where it has ended or is none of ours. */
  Optional<Caller.Holder> session(String token) {
    return open(SESSION, token)
        .map(grant -> new Caller.Holder(grant.key(), grant.hash(), grant.expiresAt()));
  }

  /** The origins that may frame the dashboard, for its address. */
  String frame(List<String> origins, long expiresAt) {
    ObjectNode json = Json.object().put("until", expiresAt);
    origins.forEach(json.putArray("origins")::add);
    return encode(keyring.seal(Json.write(json), FRAME_CONTEXT));
  }

  /** The origins in {@link #frame}; none where it has ended or is none of ours. */
  List<String> origins(String frame) {
    List<String> origins = new ArrayList<>();
    read(frame, FRAME_CONTEXT)
        .filter(json -> json.path("until").asLong() > clock.millis())
        .ifPresent(json -> json.path("origins").forEach(one -> origins.add(one.asText())));
    return origins;
  }

  private String seal(String kind, Grant grant) {
    ApiKey key = grant.key();
    ObjectNode json =
        Json.object()
            .put("id", key.getId())
            .put("workspace", key.getWorkspaceId())
            .put("contract", key.getContract())
            .put("name", key.getName())
            .put("created", key.getCreatedAt())
            .put("hash", grant.hash())
            .put("until", grant.expiresAt())
            .put("session", grant.sessionMillis());
    key.getScopes().forEach(json.putArray("scopes")::add);
    return kind + encode(keyring.seal(Json.write(json), context(kind)));
  }

  private Optional<Grant> open(String kind, String token) {
    return token.startsWith(kind)
        ? read(token.substring(kind.length()), context(kind))
            .map(PortalTokens::grant)
            .filter(grant -> grant.expiresAt() > clock.millis())
        : Optional.empty();
  }

  private static Grant grant(JsonNode json) {
    List<String> scopes = new ArrayList<>();
    json.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    ApiKey key =
        new ApiKey(
            json.path("id").asText(),
            json.path("workspace").asText(),
            json.path("contract").asText(),
            json.hasNonNull("name") ? json.path("name").asText() : null,
            scopes,
            json.path("created").asLong());
    return new Grant(
        key,
        json.path("hash").asText(),
        json.path("until").asLong(),
        json.path("session").asLong());
  }

  private Optional<JsonNode> read(String sealed, String context) {
    try {
      return Optional.of(Json.parse(keyring.open(Base64.getUrlDecoder().decode(sealed), context)));
    } catch (CannotOpenException | IllegalArgumentException e) {
      return Optional.empty(); // whoever made it learns no more than that
    }
  }

  private static String context(String kind) {
    return "\0portal-" + kind;
  }

  private static String encode(byte[] sealed) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }
}
