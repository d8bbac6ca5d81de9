package dev.hookstream.dispatcher.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.schemas.Event;
import dev.hookstream.topology.contract.ContractException;
import dev.hookstream.topology.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source of docs/sources.md, and one that signs a time and an id. */
class SourceRoutesTest {
  private static final String LUMA = "/api/v1/webhooks/luma/guest-registered";
  private static final String SECRET = "luma's own secret";
  private static final long NOW = ApiFixture.NOW.getEpochSecond();
  private static final String CRM_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String CRM =
      """
      source: crm
      workspace: ws_2
      secret_from: CRM_SECRET
      signature:
        signed: "{id}.{timestamp}.{body}"
        key: base64
        key_prefix: whsec_
        encoding: base64
        each: "v1,{signature}"
        separator: " "
        headers: {svix-id: "{id}", svix-timestamp: "{timestamp}", svix-signature: "{signatures}"}
      hooks:
        lead: {type: lead.created}
      """;

  private static final String STRIPE =
      """
      source: stripe
      workspace: ws_2
      secret_from: CRM_SECRET
      signature:
        signed: "{timestamp}.{body}"
        encoding: hex
        headers: {Stripe-Signature: "t={timestamp},v1={signature}"}
      event_id: /id
      hooks:
        paid: {type: invoice.paid}
      """;

  private final ApiFixture api;

  SourceRoutesTest(@TempDir Path folder) throws IOException, ContractException {
    String[] blocks = Files.readString(Path.of("../docs/sources.md")).split("```");
    // The contract's file comes after the source's that names it.
    Files.writeString(folder.resolve("a-luma.yaml"), blocks[1].substring("yaml".length()));
    Files.writeString(folder.resolve("b-resend.yaml"), blocks[3].substring("yaml".length()));
    Files.writeString(folder.resolve("crm.yaml"), CRM);
    Files.writeString(folder.resolve("stripe.yaml"), STRIPE);
    api =
        new ApiFixture(
            new ApiSettings(
                "127.0.0.1", 0, Optional.of("operator"), 8_192, Duration.ofSeconds(20), 4, 1_000),
            Contracts.load(
                folder, Map.of("LUMA_WEBHOOK_SECRET", SECRET, "CRM_SECRET", CRM_SECRET)));
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static byte[] hmac(byte[] key, String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(signed.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String luma(String body) {
    return HexFormat.of().formatHex(hmac(SECRET.getBytes(UTF_8), body));
  }

  private Answer send(String path, String body, String signature) {
    return api.post(
        path, null, body, "X-Luma-Signature", signature, "Content-Type", "application/json");
  }

  private static String guest(String id, long sentAt) {
    return """
        {"id": "%s", "sent_at": %d, "guest": {"email": "a@b.c", "first_name": "A"}, "x": 1}"""
        .formatted(id, sentAt);
  }

  private Event only() {
    assertThat(api.parts.published).hasSize(1);
    return api.parts.published.get(0);
  }

  @Test
  void aGuestBecomesAnEventAndAContact() throws IOException {
    String body = guest("g_1", NOW - 299);
    Answer answer = send(LUMA, body, luma(body)).is(202);
    Event event = only();
    assertThat(answer.at("/id")).isEqualTo(event.getId());
    assertThat(event.getWorkspaceId()).isEqualTo("ws_main");
    assertThat(event.getType()).isEqualTo("guest.registered");
    assertThat(event.getProduct()).isEqualTo("resend-contacts");
    assertThat(event.getOccurredAt().getEpochSecond()).isEqualTo(NOW - 299);
    assertThat(new ObjectMapper().readTree(event.getData()))
        .isEqualTo(new ObjectMapper().readTree("{\"email\":\"a@b.c\",\"first_name\":\"A\"}"));
    String other = guest("g_2", NOW);
    send("/v1/sources/luma/guest-registered", other, luma(other)).is(202);
    assertThat(api.parts.published).extracting(Event::getId).doesNotHaveDuplicates().hasSize(2);
  }

  private Answer stripe(String body, String header) {
    return api.post(
        "/v1/sources/stripe/paid",
        null,
        body,
        "Stripe-Signature",
        header,
        "Content-Type",
        "application/json");
  }

  private static String v1(long at, String body) {
    return HexFormat.of().formatHex(hmac(CRM_SECRET.getBytes(UTF_8), at + "." + body));
  }

  @Test
  void theTimeMayStandBesideTheSignatureInOneHeader() {
    String body = "{\"id\":\"in_1\"}";
    String right = v1(NOW, body);
    // With the signature of an older secret, and that of an older scheme, beside it.
    stripe(body, "t=" + NOW + ",v1=" + "0".repeat(64) + ",v1=" + right + ",v0=1").is(202);
    assertThat(only().getType()).isEqualTo("invoice.paid");
    for (String wrong :
        List.of(
            "t=" + NOW,
            "v1=" + right,
            "t=,v1=" + right,
            "t=soon,v1=" + right,
            "t=" + NOW + ",v0=" + right,
            "t=" + NOW + ",v1=" + v1(NOW, body + " "),
            "t=" + (NOW + 1) + ",v1=" + right,
            "t=" + (NOW + 1) + ",t=" + NOW + ",v1=" + right,
            "t=" + (NOW - 301) + ",v1=" + v1(NOW - 301, body),
            right,
            "")) {
      stripe(body, wrong).is(401);
    }
    assertThat(api.parts.published).hasSize(1);
  }

  @Test
  void whatCannotBeVerifiedIsRefused() {
    String body = guest("g_1", NOW);
    for (String wrong :
        List.of("", "x", luma(body + " "), luma(body).substring(1), "sha256=" + luma(body))) {
      send(LUMA, body, wrong).is(401);
    }
    api.post(LUMA, null, body).is(401);
    api.post(LUMA, "operator", body).is(401);
    send(LUMA, body.replace("a@b.c", "e@v.il"), luma(body)).is(401);
    send("/v1/sources/nosuch/guest-registered", body, luma(body)).is(401);
    send("/v1/sources/crm/lead", body, luma(body)).is(401);
    send("/v1/sources/luma/nosuch", body, luma(body)).is(404);
    assertThat(api.parts.published).isEmpty();
  }

  @Test
  void anOldOneIsRefusedAndARepeatedOneBecomesNoSecondEvent() {
    for (long at : List.of(NOW - 301, NOW + 302, 0L)) {
      String body = guest("g_1", at);
      assertThat(send(LUMA, body, luma(body)).is(401).at("/detail")).contains("too far from now");
    }
    String undated = "{\"id\":\"g_1\",\"guest\":{\"email\":\"a@b.c\"}}";
    assertThat(send(LUMA, undated, luma(undated)).is(422).pointers()).containsExactly("/sent_at");
    assertThat(api.parts.published).isEmpty();
    String body = guest("g_1", NOW);
    String id = send(LUMA, body, luma(body)).is(202).at("/id");
    api.parts.events.put(id, view(only()));
    for (String repeated : List.of(body, guest("g_1", NOW + 1))) {
      Answer answer = send(LUMA, repeated, luma(repeated)).is(200);
      assertThat(answer.at("/id")).isEqualTo(id);
      assertThat(answer.at("/duplicate")).isEqualTo("true");
    }
    assertThat(api.parts.published).hasSize(1);
  }

  @Test
  void whatIsNotKnownYetIsPublishedUnderTheSameId() {
    // The topology drops the second: docs/decisions/sources.md.
    String body = guest("g_1", NOW);
    String first = send(LUMA, body, luma(body)).is(202).at("/id");
    assertThat(send(LUMA, body, luma(body)).is(202).at("/id")).isEqualTo(first);
  }

  @Test
  void aTestIsAnsweredAndMakesNoEvent() {
    String path = "/api/v1/webhooks/luma/webhook-test";
    String body = guest("t_1", NOW);
    assertThat(send(path, body, luma(body)).is(200).json().at("/id").isNull()).isTrue();
    send(path, body, "00").is(401);
    assertThat(api.parts.published).isEmpty();
    Answer health = api.get("/api/v1/webhooks/luma/health", null).is(200);
    assertThat(health.at("/configured")).isEqualTo("true");
    assertThat(api.get("/api/v1/webhooks/no/health", null).at("/configured")).isEqualTo("false");
  }

  @Test
  void whatBreaksTheContractOrIsTooLargeIsRefused() {
    String body = guest("g_1", NOW).replace("\"email\": \"a@b.c\",", "");
    assertThat(send(LUMA, body, luma(body)).is(422).pointers())
        .allMatch(pointer -> pointer.startsWith("/data"));
    String large = guest("x".repeat(9_000), NOW);
    send(LUMA, large, luma(large)).is(413);
    for (String bad : List.of("[]", "1", "{", "")) {
      assertThat(send(LUMA, bad, luma(bad)).status()).as(bad).isBetween(400, 422);
    }
    assertThat(api.parts.published).isEmpty();
  }

  @Test
  void aSourceThatSignsATimeAndAnIdIsHeldToBoth() {
    String body = "{\"name\": \"Ada\"}";
    lead("msg_1", NOW, "msg_1", NOW, body).is(202);
    assertThat(only().getData()).as("byte for byte").isEqualTo(body);
    assertThat(only().getWorkspaceId()).isEqualTo("ws_2");
    api.parts.events.put(only().getId(), view(only()));
    assertThat(lead("msg_1", NOW + 9, "msg_1", NOW + 9, body).is(200).at("/duplicate"))
        .isEqualTo("true");
    lead("msg_2", NOW, "msg_1", NOW, body).is(401);
    lead("msg_1", NOW + 1, "msg_1", NOW, body).is(401);
    lead("msg_2", NOW - 302, "msg_2", NOW - 302, body).is(401);
    api.post("/v1/sources/crm/lead", null, body).is(401);
    lead("msg_2", NOW, "msg_2", NOW, body).is(202);
    assertThat(api.parts.published).hasSize(2);
  }

  private Answer lead(String id, long at, String signedId, long signedAt, String body) {
    byte[] key = Base64.getDecoder().decode(CRM_SECRET.substring("whsec_".length()));
    byte[] signature = hmac(key, signedId + "." + signedAt + "." + body);
    return api.post(
        "/v1/sources/crm/lead",
        null,
        body,
        "svix-id",
        id,
        "svix-timestamp",
        Long.toString(at),
        "svix-signature",
        "v1,AAAA v1," + Base64.getEncoder().encodeToString(signature),
        "Content-Type",
        "application/json");
  }

  private static EventView view(Event event) {
    return new EventView(event, 0, 1, 1L);
  }
}
