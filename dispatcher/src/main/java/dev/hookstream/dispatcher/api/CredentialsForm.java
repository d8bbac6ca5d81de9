package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.api.port.UrlCheck;
import dev.hookstream.dispatcher.tls.ClientKey;
import dev.hookstream.schemas.ClientCertificate;
import dev.hookstream.schemas.Credentials;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.OAuth2Client;
import dev.hookstream.topology.secret.Keyring;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body's {@code oauth2} and {@code tls}, sealing what is secret. Each is given whole: a
 * secret that was meant for one token server is not to be sent to another. Blocks while the name in
 * a URL is resolved.
 */
final class CredentialsForm {
  private final Keyring keyring;
  private final UrlCheck urls;

  CredentialsForm(Keyring keyring, UrlCheck urls) {
    this.keyring = keyring;
    this.urls = urls;
  }

  /** Merges what the body says into the endpoint. */
  void fill(Endpoint.Builder endpoint, JsonNode body, long now, Faults faults) {
    @Nullable Credentials old = endpoint.getCredentials();
    @Nullable OAuth2Client client = old == null ? null : old.getOauth2();
    @Nullable ClientCertificate certificate = old == null ? null : old.getCertificate();
    if (body.has("oauth2")) {
      JsonNode given = body.path("oauth2");
      client = given.isNull() ? null : client(given, endpoint.getId(), faults);
    }
    if (body.has("tls")) {
      JsonNode given = body.path("tls");
      certificate = given.isNull() ? null : certificate(given, endpoint.getId(), now, faults);
    }
    if (client != null
        && endpoint.getHeaders().stream()
            .anyMatch(header -> header.getName().equalsIgnoreCase("authorization"))) {
      faults.add("/oauth2", "and a header Authorization cannot be there together");
    }
    if (certificate != null && !endpoint.getUrl().regionMatches(true, 0, "https:", 0, 6)) {
      faults.add("/tls", "has a meaning only where the URL begins with https://");
    }
    endpoint.setCredentials(
        client == null && certificate == null ? null : new Credentials(client, certificate));
  }

  private OAuth2Client client(JsonNode given, String context, Faults faults) {
    String url = given.path("token_url").asText();
    faults.addIf("/oauth2/token_url", urls.check(url));
    return new OAuth2Client(
        url,
        given.path("client_id").asText(),
        seal(given.path("client_secret").asText(), context),
        given.path("scope").isTextual() ? given.path("scope").asText() : null,
        given.path("client_auth").asText().equals("body"));
  }

  private @Nullable ClientCertificate certificate(
      JsonNode given, String context, long now, Faults faults) {
    String chain = given.path("certificate").asText();
    String key = given.path("private_key").asText();
    @Nullable String authorities = given.path("ca").isTextual() ? given.path("ca").asText() : null;
    Optional<ClientKey> read =
        ClientKey.read(
            chain, key, authorities, now, (field, message) -> faults.add("/tls/" + field, message));
    return read.map(
            found ->
                new ClientCertificate(
                    found.chain(),
                    seal(key, context),
                    found.authorities(),
                    found.subject(),
                    found.expiresAt()))
        .orElse(null);
  }

  /** The same, the secrets under the key that seals today. */
  @Nullable Credentials resealed(@Nullable Credentials old, String context) {
    if (old == null) {
      return null;
    }
    Credentials anew = Credentials.newBuilder(old).build();
    OAuth2Client client = anew.getOauth2();
    if (client != null) {
      client.setSealedSecret(sealAnew(client.getSealedSecret(), context));
    }
    ClientCertificate certificate = anew.getCertificate();
    if (certificate != null) {
      certificate.setSealedKey(sealAnew(certificate.getSealedKey(), context));
    }
    return anew;
  }

  private String sealAnew(String box, String context) {
    return Base64.getEncoder()
        .encodeToString(keyring.sealAnew(Base64.getDecoder().decode(box), context));
  }

  private String seal(String value, String context) {
    return Base64.getEncoder()
        .encodeToString(keyring.seal(value.getBytes(StandardCharsets.UTF_8), context));
  }
}
