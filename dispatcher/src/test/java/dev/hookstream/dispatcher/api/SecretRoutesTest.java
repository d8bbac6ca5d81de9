package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Note;
import dev.hookstream.schemas.SealedSecret;
import dev.hookstream.topology.secret.Keyring;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecretRoutesTest extends WebhookApi {
  private static final long NOW = ApiFixture.NOW.toEpochMilli();

  private Answer hook(String contract) {
    return api.post(
            "/v1/webhooks", contract.equals("aresgen") ? key : api.key("ws_1", contract), HOOK)
        .is(201);
  }

  private Answer rotate(String id, String by, String body) {
    return api.post("/v1/webhooks/" + id + "/rotate-secret", by, body);
  }

  /** In their order, each with when it ends from now, in seconds. */
  private List<String> secrets() {
    return only().getSecrets().stream()
        .map(
            s ->
                open(s.getSealed())
                    + (s.getExpiresAt() == null ? "" : " " + (s.getExpiresAt() - NOW) / 1000))
        .toList();
  }

  @Test
  void whereAHeaderHoldsSeveralSignaturesBothSignDuringTheGrace() {
    String standard = api.key("ws_1", "standard");
    Answer made = api.post("/v1/webhooks", standard, HOOK).is(201);
    String first = made.at("/secret");
    Answer second = rotate(made.at("/id"), standard, "{\"grace_seconds\":3600}").is(200);
    assertThat(second.at("/signing")).isEqualTo("both");
    assertThat(second.at("/old_secret_expires_at")).isEqualTo("2026-05-11T09:14:22.184Z");
    assertThat(second.at("/secret")).startsWith("whsec_").isNotEqualTo(first);
    assertThat(secrets()).containsExactly(second.at("/secret"), first + " 3600");
    Answer third = rotate(made.at("/id"), standard, "{}").is(200);
    assertThat(secrets())
        .containsExactly(third.at("/secret"), second.at("/secret") + " 86400", first + " 3600");
    Answer fourth = rotate(made.at("/id"), standard, "{\"grace_seconds\":60}").is(200);
    assertThat(secrets())
        .containsExactly(
            fourth.at("/secret"), third.at("/secret") + " 60", second.at("/secret") + " 60");
    Answer leaked = rotate(made.at("/id"), standard, "{\"grace_seconds\":0}").is(200);
    assertThat(leaked.at("/signing")).isEqualTo("new");
    assertThat(leaked.json().at("/old_secret_expires_at").isNull()).isTrue();
    assertThat(secrets()).containsExactly(leaked.at("/secret"));
  }

  @Test
  void whereItHoldsOneTheCallerChoosesWhichSigns() {
    Answer made = hook("aresgen");
    String id = made.at("/id");
    Answer second = rotate(id, key, "{\"grace_seconds\":3600}").is(200);
    assertThat(second.at("/signing")).isEqualTo("old");
    assertThat(secrets()).containsExactly(made.at("/secret") + " 3600", second.at("/secret"));
    // The one before still signs alone; what was to follow it never comes.
    Answer third = rotate(id, key, "{\"grace_seconds\":7200}").is(200);
    assertThat(secrets()).containsExactly(made.at("/secret") + " 3600", third.at("/secret"));
    Answer fourth = rotate(id, key, "{\"grace_seconds\":60,\"sign_with\":\"new\"}").is(200);
    assertThat(fourth.at("/signing")).isEqualTo("new");
    assertThat(secrets()).containsExactly(fourth.at("/secret"));
  }

  @Test
  void withoutABodyItIsADay() {
    String id = hook("aresgen").at("/id");
    Answer answer = api.send("POST", "/v1/webhooks/" + id + "/rotate-secret", key, null).is(200);
    assertThat(answer.at("/old_secret_expires_at")).isEqualTo("2026-05-12T08:14:22.184Z");
  }

  @Test
  void aSecretIsWhatItsContractAllows() {
    String id = hook("aresgen").at("/id");
    String own = "{\"secret\":\"a secret of my own\"}";
    assertThat(rotate(id, key, own).is(200).at("/secret")).isEqualTo("a secret of my own");
    assertThat(rotate(id, key, "{\"secret\":\"short\"}").is(422).pointers())
        .containsExactly("/secret");
    rotate(id, key, "{\"grace_seconds\":-1}").is(422);
    rotate(id, key, "{\"grace_seconds\":2592001}").is(422);
    rotate(id, key, "{\"sign_with\":\"none\"}").is(422);
    rotate(id, key, "{\"grace\":1}").is(422);
    String arka = api.key("ws_1", "arka");
    String ours = api.post("/v1/webhooks", arka, HOOK).at("/id");
    assertThat(rotate(ours, arka, own).is(422).pointers()).containsExactly("/secret");
    String ainative = api.key("ws_1", "ainative");
    String callers =
        api.post("/v1/webhooks", ainative, HOOK.replace("*", "memory.stored")).at("/id");
    assertThat(rotate(callers, ainative, "{}").is(422).pointers()).containsExactly("/secret");
    Answer never = rotate(callers, ainative, own).is(200);
    assertThat(never.json().at("/secret").isNull()).isTrue();
    assertThat(never.at("/signing")).isEqualTo("new");
  }

  @Test
  void somebodyElsesChangeMeanwhileIsNotLost() {
    String id = hook("aresgen").at("/id");
    int[] times = {0};
    api.parts.beforeChange =
        () -> {
          if (times[0]++ < 2) {
            api.parts.bump(id);
          }
        };
    rotate(id, key, "{}").is(200);
    assertThat(times[0]).isEqualTo(3);
    assertThat(only().getSecrets()).hasSize(2);
  }

  @Test
  void onlyWhereTheContractSaysSoASecretIsShownAgainAndThatIsOnRecord() {
    String viewable = api.key("ws_1", "aethenox");
    Answer made = api.post("/v1/webhooks", viewable, HOOK).is(201);
    String path = "/v1/webhooks/" + made.at("/id") + "/secret";
    assertThat(api.get(path, viewable).is(200).at("/secret")).isEqualTo(made.at("/secret"));
    Change last = api.parts.changes.get(api.parts.changes.size() - 1);
    assertThat(((Note) last.getAction()).getAction()).isEqualTo("webhook.secret_revealed");
    assertThat(((Note) last.getAction()).getTarget()).isEqualTo(made.at("/id"));
    assertThat(last.getBy()).startsWith("key_");
    // While it is rotated, the one that stays.
    Answer second = rotate(made.at("/id"), viewable, "{\"grace_seconds\":60}").is(200);
    Answer shown = api.get(path, viewable).is(200);
    assertThat(shown.at("/secret")).isEqualTo(second.at("/secret"));
    assertThat(shown.at("/old_secret_expires_at")).isEqualTo("2026-05-11T08:15:22.184Z");
    api.get(path, api.key("ws_1", "aethenox", "read")).is(403);
    api.get(path, api.key("ws_2", "aethenox")).is(404);
    int before = api.parts.changes.size();
    for (String contract : List.of("aresgen", "arka", "standard", "hrizn")) {
      String by = api.key("ws_1", contract);
      String other = api.post("/v1/webhooks", by, HOOK).is(201).at("/id");
      api.get("/v1/webhooks/" + other + "/secret", by).is(403);
    }
    assertThat(api.parts.changes.stream().skip(before).map(Change::getAction))
        .noneMatch(Note.class::isInstance);
  }

  @Test
  void noSecretIsInClearInAnyChangeOrOtherAnswer() {
    Answer made =
        create("\"headers\":{\"X-A\":{\"value\":\"hidden-value\",\"secret\":true}}").is(201);
    Answer rotated = rotate(made.at("/id"), key, "{}").is(200);
    String records = api.parts.changes.toString();
    Stream<String> places =
        Stream.of(
            records,
            api.get("/v1/webhooks/" + made.at("/id"), key).text(),
            api.get("/metrics", null).text());
    assertThat(places)
        .allSatisfy(
            text ->
                assertThat(text)
                    .doesNotContain(made.at("/secret"))
                    .doesNotContain(rotated.at("/secret"))
                    .doesNotContain("hidden-value"));
  }

  @Test
  void aPatchSealsAnewWhatAnOlderKeySealed() {
    String old = Keyring.generateJson();
    var before = Keyring.fromJson(old);
    String rotated = Keyring.rotateJson(old);
    var after = Keyring.fromJson(rotated);
    byte[] sealed = before.seal(new byte[] {1, 2, 3}, "wh_1");
    assertThat(before.isCurrent(sealed)).isTrue();
    assertThat(after.isCurrent(sealed)).isFalse();
    Endpoint.Builder endpoint =
        Endpoint.newBuilder(sample())
            .setSecrets(List.of(new SealedSecret(ByteBuffer.wrap(sealed), 7L, 9L)));
    List<SealedSecret> anew = new SecretForm(after).resealed(endpoint);
    byte[] box = anew.get(0).getSealed().array();
    assertThat(after.isCurrent(box)).isTrue();
    assertThat(after.open(box, "wh_1")).containsExactly(1, 2, 3);
    assertThat(anew.get(0).getCreatedAt()).isEqualTo(7);
    assertThat(anew.get(0).getExpiresAt()).isEqualTo(9);
  }

  private Endpoint sample() {
    create("\"description\":\"x\"").is(201);
    return Endpoint.newBuilder(only()).setId("wh_1").build();
  }
}
