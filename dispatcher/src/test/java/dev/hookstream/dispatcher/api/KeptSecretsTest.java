package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.testing.TestCertificate;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Header;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lets us in at one server is never sent to another by who does not know it. */
class KeptSecretsTest extends WebhookApi {
  private static final String OAUTH =
      "\"oauth2\":{\"token_url\":\"https://example.com/token\",\"client_id\":\"me\","
          + "\"client_secret\":\"s3cret\"}";
  private static final String BASIC =
      "\"Authorization\":{\"basic\":{\"username\":\"ada\",\"password\":\"p4ss\"}}";
  private static final String MINE = "\"url\":\"https://mine.example/h\"";

  @TempDir private static Path folder;
  private static String tls = "";
  private String path = "";

  @BeforeAll
  static void certificate() {
    TestCertificate made =
        TestCertificate.create(folder, "client.example", "2026/05/01 00:00:00", 30);
    tls =
        "\"tls\":{\"certificate\":%s,\"private_key\":%s}"
            .formatted(new TextNode(made.chain()), new TextNode(made.key()));
  }

  @BeforeEach
  void create() {
    String headers =
        "\"headers\":{\"X-Open\":\"1\",\"X-Own\":{\"value\":\"v4lue\",\"secret\":true}}";
    path = "/v1/webhooks/" + create(headers + "," + OAUTH + "," + tls).is(201).at("/id");
  }

  private Answer patch(String fields) {
    return api.patch(path, key, "{" + fields + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://mine.example/h",
        "https://example.com:8443/h",
        "https://example.com:80/h",
        "https://example.com.mine.example/h",
        "https://sub.example.com/h",
        "https://example.com:443.mine.example/h",
        "https://[::1]/h",
      })
  void toAnotherOriginNoneGoesAlong(String url) {
    Endpoint before = only();
    Answer refused = patch("\"url\":\"" + url + "\"").is(422);
    assertThat(refused.pointers())
        .containsExactly("/headers/X-Own", "/oauth2/client_secret", "/tls/private_key");
    assertThat(refused.at("/errors/0/message")).contains("give it again", "the header to null");
    assertThat(refused.text()).doesNotContain("v4lue").doesNotContain("s3cret");
    assertThat(only()).isEqualTo(before);
  }

  @Test
  void noLessToTheSameServerWithoutTls() {
    assertThat(patch("\"tls\":null,\"url\":\"http://example.com/h\"").is(422).pointers())
        .containsExactly("/headers/X-Own", "/oauth2/client_secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/h",
        "https://example.com/other?q=1",
        "https://example.com",
        "https://example.com?q",
        "HTTPS://EXAMPLE.com:443/x",
        "https://example.com:/x",
      })
  void withinTheOriginTheyStay(String url) {
    Endpoint before = only();
    patch("\"url\":\"" + url + "\"").is(200);
    assertThat(only().getUrl()).isEqualTo(url);
    assertThat(only().getHeaders()).isEqualTo(before.getHeaders());
    assertThat(only().getCredentials()).isEqualTo(before.getCredentials());
  }

  @Test
  void aSecretUnderAnOlderSealIsNotTakenForANewOne() {
    Endpoint old = only();
    byte[] box = api.before.seal("v4lue".getBytes(StandardCharsets.UTF_8), old.getId());
    old.setHeaders(List.of(new Header("X-Own", Base64.getEncoder().encodeToString(box), true)));
    assertThat(patch(MINE + "," + OAUTH + "," + tls).is(422).pointers())
        .containsExactly("/headers/X-Own");
  }

  @Test
  void aSecretThatIsNamedButNotGivenIsNotGivenAgain() {
    String named = "\"headers\":{\"x-own\":{\"value\":null,\"secret\":true}}";
    assertThat(patch(MINE + "," + named + "," + OAUTH + "," + tls).is(422).pointers())
        .containsExactly("/headers/x-own");
  }

  @Test
  void givenAgainOrTakenAwayTheWebhookMoves() {
    String own = "\"headers\":{\"X-Own\":{\"value\":\"v4lue\",\"secret\":true}}";
    patch(MINE + "," + own + "," + OAUTH + "," + tls).is(200);
    assertThat(only().getUrl()).isEqualTo("https://mine.example/h");
    patch("\"url\":\"https://example.com/h\",\"headers\":{\"X-Own\":null},\"oauth2\":null").is(422);
    patch(
            "\"url\":\"https://example.com/h\",\"headers\":{\"X-Own\":null},\"oauth2\":null,"
                + "\"tls\":null")
        .is(200);
    assertThat(only().getHeaders())
        .extracting(header -> header.getName())
        .isEqualTo(List.of("X-Open"));
    assertThat(only().getCredentials()).isNull();
  }

  @Test
  void aPasswordStaysToo() {
    patch("\"oauth2\":null,\"tls\":null,\"headers\":{\"X-Own\":null," + BASIC + "}").is(200);
    assertThat(patch(MINE).is(422).pointers()).containsExactly("/headers/Authorization");
    patch(MINE + ",\"headers\":{" + BASIC + "}").is(200);
  }

  @Test
  void whatIsNoSecretAndWhatOnlySignsGoesAlong() {
    patch("\"oauth2\":null,\"tls\":null,\"headers\":{\"X-Own\":null}").is(200);
    Endpoint before = only();
    patch(MINE).is(200);
    assertThat(only().getHeaders()).isEqualTo(before.getHeaders()).hasSize(1);
    assertThat(only().getSecrets()).isEqualTo(before.getSecrets()).hasSize(1);
  }
}
