package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.sender.guard.AddressRules;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import dev.hookstream.dispatcher.testing.TestCertificate;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OAuth2 and client certificates at their registration. */
class CredentialsTest extends WebhookApi {
  private static final String OAUTH =
      "\"oauth2\":{\"token_url\":\"https://example.com/token\",\"client_id\":\"me\","
          + "\"client_secret\":\"s3cret\"}";

  @TempDir private Path folder;

  private static String tls(String certificate, String key) {
    return "\"tls\":{\"certificate\":%s,\"private_key\":%s}"
        .formatted(new TextNode(certificate), new TextNode(key));
  }

  /** One that is valid on the API's clock. */
  private TestCertificate now(String name) {
    return TestCertificate.create(folder, name, "2026/05/01 00:00:00", 30);
  }

  private String clear(String sealed) {
    return open(ByteBuffer.wrap(Base64.getDecoder().decode(sealed)));
  }

  @Test
  void aClientIsKeptSealedAndShownWithoutItsSecret() {
    Answer created = create(OAUTH).is(201);
    assertThat(clear(only().getCredentials().getOauth2().getSealedSecret())).isEqualTo("s3cret");
    assertThat(created.at("/oauth2/token_url")).isEqualTo("https://example.com/token");
    assertThat(created.at("/oauth2/client_auth")).isEqualTo("basic");
    assertThat(created.text()).doesNotContain("s3cret");
    String path = "/v1/webhooks/" + created.at("/id");
    assertThat(api.get(path, key).text()).doesNotContain("s3cret");
    api.patch(path, key, "{\"description\":\"other\"}").is(200);
    assertThat(only().getCredentials().getOauth2()).isNotNull();
    api.patch(path, key, "{\"oauth2\":null}").is(200);
    assertThat(only().getCredentials()).isNull();
    assertThat(api.parts.changes).asString().doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"oauth2\":{\"token_url\":\"https://127.0.0.1/t\",\"client_id\":\"a\",\"client_secret\":\"b\"}",
        "\"oauth2\":{\"token_url\":\"http://169.254.169.254/t\",\"client_id\":\"a\",\"client_secret\":\"b\"}",
        "\"oauth2\":{\"token_url\":\"https://u:p@example.com/\",\"client_id\":\"a\",\"client_secret\":\"b\"}",
        "\"oauth2\":{\"token_url\":\"https://example.com/t\",\"client_id\":\"a\"}",
        "\"oauth2\":{\"client_id\":\"a\",\"client_secret\":\"b\"}",
        "\"oauth2\":{\"token_url\":\"https://example.com/t\",\"client_id\":\"a\",\"client_secret\":\"\"}",
        "\"oauth2\":{\"token_url\":\"https://example.com/t\",\"client_id\":\"a\",\"client_secret\":\"b\",\"client_auth\":\"jwt\"}",
        "\"oauth2\":{\"token_url\":\"https://example.com/t\",\"client_id\":\"a\",\"client_secret\":\"b\"},\"headers\":{\"authorization\":\"x\"}",
      })
  void aClientThatCannotWorkIsRefused(String more) {
    UrlGuard guard =
        new UrlGuard(
            false,
            new AddressRules(List.of()),
            name -> CompletableFuture.completedFuture(List.of()),
            System::nanoTime);
    api.parts.urlCheck = url -> guard.refusal(url).toCompletableFuture().join();
    Answer refused = create(more).is(422);
    assertThat(refused.at("/errors/0/pointer")).startsWith("/oauth2");
    assertThat(api.parts.endpoints).isEmpty();
  }

  @Test
  void aCertificateIsKeptAndItsKeySealed() {
    TestCertificate made = now("client.example");
    // Somebody who pastes the whole file does not have its key in clear.
    Answer created = create(tls(made.key() + made.chain(), made.key())).is(201);
    String lines = made.key().lines().skip(1).findFirst().orElseThrow();
    assertThat(clear(only().getCredentials().getCertificate().getSealedKey()))
        .isEqualTo(made.key());
    assertThat(api.parts.changes).asString().doesNotContain(lines);
    assertThat(created.text()).doesNotContain(lines).doesNotContain("PRIVATE");
    String shown = api.get("/v1/webhooks/" + created.at("/id"), key).at("/tls/expires_at");
    assertThat(shown).isEqualTo(Json.time(only().getCredentials().getCertificate().getExpiresAt()));
    assertThat(created.at("/tls/subject")).isEqualTo("CN=client.example");
  }

  @Test
  void whatDoesNotFitTogetherIsRefusedAtItsPlace() {
    TestCertificate made = now("client.example");
    TestCertificate other = now("other.example");
    refused(tls(made.chain(), other.key()), "/tls/private_key", "not the key of the certificate");
    refused(tls("x", made.key()), "/tls/certificate", "BEGIN CERTIFICATE");
    refused(tls(made.chain(), "x"), "/tls/private_key", "PKCS#8");
    String old = made.key().replace("PRIVATE KEY", "EC PRIVATE KEY");
    refused(tls(made.chain(), old), "/tls/private_key", "not EC PRIVATE KEY");
    String secret = made.key().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    refused(tls(made.chain(), secret), "/tls/private_key", "not encrypted");
    refused(tls(made.chain().repeat(11), made.key()), "/tls/certificate", "more than 10");
    String broken = made.chain().substring(0, 60) + "AAAA" + made.chain().substring(64);
    refused(tls(broken, made.key()), "/tls/certificate", "cannot be read");
    refused(tls("x".repeat(40_000), made.key()), "/tls/certificate", "");
    refused(
        tls(made.chain(), made.key()).replace("{", "{\"ca\":\"-----BEGIN CERTIFICATE-----\","),
        "/tls/ca",
        "BEGIN CERTIFICATE");
  }

  @ParameterizedTest
  @CsvSource({"2026/05/01 00:00:00, 1, ended at", "2026/06/01 00:00:00, 9, not valid before"})
  void oneThatIsNotValidNowIsRefused(String start, int days, String why) {
    TestCertificate made = TestCertificate.create(folder, "client.example", start, days);
    refused(tls(made.chain(), made.key()), "/tls/certificate", why);
  }

  /** Each handshake signs with it: one of 8,192 bits would hold up those of others. */
  @ParameterizedTest
  @CsvSource({"RSA, 1024", "RSA, 4104", "RSASSA-PSS, 2048", "DSA, 2048"})
  void aKeyThatIsSlowOrOfNoUseIsRefused(String algorithm, int size) {
    TestCertificate made =
        TestCertificate.create(folder, "client.example", "2026/05/01 00:00:00", algorithm, size);
    refused(tls(made.chain(), made.key()), "/tls/certificate", "RSA key of 2048 to 4096 bits");
  }

  @ParameterizedTest
  @CsvSource({"RSA, 2048", "RSA, 4096", "EC, 384", "Ed25519, 0"})
  void otherKeysAreTaken(String algorithm, int size) {
    TestCertificate made =
        TestCertificate.create(folder, "client.example", "2026/05/01 00:00:00", algorithm, size);
    create(tls(made.chain(), made.key())).is(201);
  }

  private void refused(String more, String pointer, String why) {
    Answer answer = create(more).is(422);
    assertThat(answer.at("/errors/0/pointer")).isEqualTo(pointer);
    assertThat(answer.at("/errors/0/message")).contains(why);
    assertThat(answer.text()).doesNotContain("MIG").doesNotContain("MEE");
    assertThat(api.parts.endpoints).isEmpty();
  }
}
