package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.topology.secret.Keyring;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Portal links, the sessions that they become, and what is told of a key. */
class PortalRoutesTest {
  private static final String LINKS = "/v1/portal-links";
  private static final String SESSIONS = "/v1/portal-sessions";
  private static final String HOOK = "{\"url\":\"https://example.com/h\",\"events\":[\"*\"]}";

  private final ApiFixture api = new ApiFixture();
  private final String key = api.key("ws_1", "aresgen");

  @AfterEach
  void close() {
    api.close();
  }

  private Answer session(String link) {
    return api.send("POST", SESSIONS, link, null);
  }

  private String token(String body) {
    return session(api.post(LINKS, key, body).is(201).at("/token")).is(201).at("/token");
  }

  @Test
  void aLinkBecomesASessionOfItsWorkspaceAndScope() {
    Answer link = api.post(LINKS, key, "{\"name\":\"Ada\"}").is(201);
    assertThat(link.at("/path")).isEqualTo("/dashboard#portal=" + link.at("/token"));
    assertThat(link.at("/expires_at")).isEqualTo("2026-05-11T08:19:22.184Z");
    Answer session = session(link.at("/token")).is(201);
    assertThat(session.at("/workspace_id")).isEqualTo("ws_1");
    assertThat(session.at("/kind")).isEqualTo("portal");
    assertThat(session.at("/expires_at")).isEqualTo("2026-05-11T09:14:22.184Z");
    String token = session.at("/token");
    Answer me = api.get("/v1/me", token).is(200);
    assertThat(me.at("/name")).isEqualTo("Ada");
    assertThat(me.json().at("/scopes").toString()).isEqualTo("[\"read\"]");
    api.get("/v1/webhooks", token).is(200);
    api.post("/v1/webhooks", token, HOOK).is(403);
    api.post("/v1/events", token, "{\"type\":\"a.b\",\"data\":{}}").is(403);
    api.get("/v1/api-keys", token).is(403);
    api.get("/v1/webhooks", token, "X-Workspace-Id", "ws_2").is(404);
  }

  @Test
  void whatASessionDoesIsOnRecordUnderItsLink() {
    Answer link = api.post(LINKS, key, "{\"scope\":\"manage\"}").is(201);
    api.post("/v1/webhooks", session(link.at("/token")).at("/token"), HOOK).is(201);
    assertThat(api.parts.changes.get(api.parts.changes.size() - 1).getBy())
        .isEqualTo(link.at("/id"))
        .startsWith("prt_");
  }

  @Test
  void aLinkIsNoKeyAndASessionIsNoLink() {
    String link = api.post(LINKS, key, "{}").at("/token");
    api.get("/v1/webhooks", link).is(401);
    session(session(link).at("/token")).is(401);
    session(key).is(401);
    session("hsl_" + "A".repeat(80)).is(401);
    session("hsl_%%%").is(401);
    api.send("POST", SESSIONS, null, null).is(401);
    api.get("/v1/me", "hss_" + "A".repeat(80)).is(401);
    String session = session(link).at("/token");
    api.get("/v1/me", session.substring(0, session.length() - 2) + "AA").is(401);
  }

  @Test
  void nobodyGivesMoreThanTheyHave() {
    api.post(LINKS, api.key("ws_1", "aresgen", "manage"), "{}").is(403);
    api.post(LINKS, api.key("ws_1", "aresgen", "read"), "{}").is(403);
    api.post(LINKS, token("{\"scope\":\"manage\"}"), "{}").is(403);
    assertThat(api.post(LINKS, key, "{\"contract\":\"arka\"}").is(422).pointers())
        .containsExactly("/contract");
  }

  @Test
  void aSessionEndsWithTheKeyThatMadeItsLink() {
    String token = token("{}");
    api.get("/v1/me", token).is(200);
    api.parts.keys.remove(Keys.hash(key));
    api.get("/v1/me", token).is(401);
  }

  @Test
  void theOperatorMakesThemForAnyWorkspace() {
    api.post(LINKS, ApiFixture.OPERATOR, "{}").is(400);
    String link =
        api.post(LINKS, ApiFixture.OPERATOR, "{\"contract\":\"arka\"}", "X-Workspace-Id", "ws_9")
            .is(201)
            .at("/token");
    Answer session = session(link).is(201);
    assertThat(session.at("/workspace_id")).isEqualTo("ws_9");
    assertThat(session.at("/contract")).isEqualTo("arka");
  }

  @Test
  void theOperatorsSessionsEndWithTheWorkspaceOrWithTheKeyThatTheyHangOn() {
    String token = operatorsSession();
    api.get("/v1/me", token).is(200);
    api.send("DELETE", "/v1/workspaces/ws_9", ApiFixture.OPERATOR, null).is(204);
    api.get("/v1/me", token).is(401);

    String again = operatorsSession();
    api.get("/v1/me", again).is(200);
    api.get("/v1/me", token).is(401);
    operatorsSession();
    Answer keys = api.get("/v1/api-keys?workspace_id=ws_9", ApiFixture.OPERATOR).is(200);
    assertThat(keys.json().at("/data")).hasSize(1);
    assertThat(keys.json().at("/data/0/scopes")).isEmpty();
    String anchor = "/v1/api-keys/" + keys.at("/data/0/id");
    api.send("DELETE", anchor, ApiFixture.OPERATOR, null).is(204);
    api.get("/v1/me", again).is(401);
  }

  private String operatorsSession() {
    String body = "{\"contract\":\"arka\",\"scope\":\"manage\"}";
    Answer link = api.post(LINKS, ApiFixture.OPERATOR, body, "X-Workspace-Id", "ws_9").is(201);
    return session(link.at("/token")).is(201).at("/token");
  }

  @Test
  void eachEndsInItsTime() {
    long[] now = {1_000_000};
    Keyring keyring = Keyring.fromJson(Keyring.generateJson());
    PortalTokens tokens = new PortalTokens(keyring, at(now));
    ApiKey holder = new ApiKey("prt_1", "ws_1", "arka", null, List.of("read"), 1L);
    String link = tokens.link(new PortalTokens.Grant(holder, "", 1_060_000, 600_000));
    String frame = tokens.frame(List.of("https://a.example"), 1_060_000);
    now[0] = 1_059_999;
    String session = tokens.exchange(link).orElseThrow().token();
    assertThat(tokens.origins(frame)).containsExactly("https://a.example");
    now[0] = 1_060_000;
    assertThat(tokens.exchange(link)).isEmpty();
    assertThat(tokens.origins(frame)).isEmpty();
    now[0] = 1_659_998;
    assertThat(tokens.session(session)).isPresent();
    now[0] = 1_659_999;
    assertThat(tokens.session(session)).isEmpty();
    // Any instance with the keyset can tell, and nobody without it.
    now[0] = 1_000_000;
    assertThat(new PortalTokens(keyring, at(now)).session(session)).isPresent();
    Keyring other = Keyring.fromJson(Keyring.generateJson());
    assertThat(new PortalTokens(other, at(now)).session(session)).isEmpty();
  }

  private static InstantSource at(long[] now) {
    return () -> Instant.ofEpochMilli(now[0]);
  }

  @Test
  void onlyAnAllowedOriginMayFrameThePage() {
    Answer link =
        api.post(
                LINKS,
                key,
                "{\"allowed_origins\":[\"https://a.example\",\"http://localhost:3000\"]}")
            .is(201);
    String path = link.at("/path");
    String page = path.substring(0, path.indexOf('#'));
    assertThat(policy(page)).endsWith("frame-ancestors https://a.example http://localhost:3000");
    assertThat(policy("/dashboard/webhooks" + page.substring(page.indexOf('?'))))
        .endsWith("frame-ancestors https://a.example http://localhost:3000");
    assertThat(policy(page.substring(0, page.length() - 3))).endsWith("frame-ancestors 'none'");
    assertThat(policy("/dashboard?frame=https://a.example")).endsWith("frame-ancestors 'none'");
    assertThat(policy("/dashboard")).endsWith("frame-ancestors 'none'");
  }

  private String policy(String path) {
    return api.page(path).headers().firstValue("Content-Security-Policy").orElse("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"scope\":\"publish\"}",
        "{\"expires_in_seconds\":3601}",
        "{\"session_seconds\":86401}",
        "{\"allowed_origins\":[\"*\"]}",
        "{\"allowed_origins\":[\"https://a.example/path\"]}",
        "{\"allowed_origins\":[\"https://a.example; script-src *\"]}",
        "{\"allowed_origins\":[\"javascript:alert(1)\"]}",
        "{\"more\":1}",
      })
  void badLinksAreRefused(String body) {
    api.post(LINKS, key, body).is(422);
  }

  @Test
  void aKeyIsToldWhatItIs() {
    assertThat(api.get("/v1/me", key).at("/kind")).isEqualTo("key");
    assertThat(api.get("/v1/me", ApiFixture.OPERATOR).at("/kind")).isEqualTo("operator");
    assertThat(api.get("/v1/me", api.key("ws_1", "arka", "publish")).is(200).at("/scopes/0"))
        .isEqualTo("publish");
    api.get("/v1/me", null).is(401);
  }
}
