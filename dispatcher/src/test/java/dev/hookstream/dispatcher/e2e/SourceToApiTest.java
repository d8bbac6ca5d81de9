package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/sources.md from one end to the other: Luma's guest becomes a contact at an API. */
class SourceToApiTest {
  private static final String SECRET = "luma's own";
  private static final String PATH = "/api/v1/webhooks/luma/guest-registered";

  @Test
  void a_guest_of_one_product_becomes_a_contact_of_another(@TempDir Path state) throws Exception {
    Path contracts = Files.createDirectory(state.resolve("contracts"));
    String[] blocks = Files.readString(Path.of("../docs/sources.md")).split("```");
    Files.writeString(contracts.resolve("luma.yaml"), blocks[1].substring("yaml".length()));
    Files.writeString(contracts.resolve("resend.yaml"), blocks[3].substring("yaml".length()));
    try (Receiver resend = new Receiver().failing("/audiences/a/contacts", 1);
        RunningInstance instance =
            new RunningInstance(TestBroker.settings(), state)
                .with("CONTRACTS", contracts.toString())
                .withVariable("LUMA_WEBHOOK_SECRET", SECRET)
                .start()) {
      Api api = instance.api();
      JsonNode made =
          api.post(
              "ws_main",
              "/v1/webhooks",
              """
              {"contract":"resend-contacts","url":"%s","events":["guest.registered"],
               "headers":{"Authorization":"Bearer re_s3cret"}}"""
                  .formatted(resend.url("/audiences/a/contacts")),
              201);
      String body =
          "{\"id\":\"g1\",\"sent_at\":%d,\"guest\":{\"email\":\"ada@example.com\",\"first_name\":\"Ada\"}}"
              .formatted(Instant.now().getEpochSecond());
      String id = receive(api, body, 202).path("id").asText();
      for (int attempt = 1; attempt <= 2; attempt++) {
        Arrival contact = resend.next("/audiences/a/contacts");
        assertThat(contact.text())
            .isEqualTo("{\"email\":\"ada@example.com\",\"first_name\":\"Ada\"}");
        assertThat(contact.header("Authorization")).isEqualTo("Bearer re_s3cret");
        assertThat(contact.attempt()).isEqualTo(attempt);
      }
      // Whoever has seen it sends it again.
      JsonNode again = receive(api, body, 200);
      assertThat(again.path("duplicate").asBoolean()).isTrue();
      assertThat(again.path("id").asText()).isEqualTo(id);
      String deliveries = "/v1/webhooks/" + made.path("id").asText() + "/deliveries";
      Eventually.that(
          "delivered",
          () -> api.get("ws_main", deliveries).at("/data/0/status").asText().equals("delivered"));
      JsonNode list = api.get("ws_main", deliveries);
      assertThat(list.path("data")).hasSize(1);
      JsonNode delivery = api.get("ws_main", "/v1/deliveries/" + list.at("/data/0/id").asText());
      assertThat(delivery.path("attempts")).hasSize(2);
      assertThat(delivery.toString()).doesNotContain("s3cret");
    }
  }

  private static JsonNode receive(Api api, String body, int expected) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    String signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    return api.postFromOutside(PATH, "X-Luma-Signature", signature, body, expected);
  }
}
