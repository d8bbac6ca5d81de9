package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.Failure;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures, under contracts that an operator wrote because the products' take days. */
class RetryTest {
  private static final String QUICK =
      """
      contract: quick
      timeout: 30s
      body:
        id: id
        data: data
      signature:
        signed: "{id}.{timestamp}.{body}"
        encoding: hex
        headers:
          Quick-Timestamp: "{timestamp}"
          Quick-Signature: "{signature}"
      secret: {made_by: ours}
      retry:
        delays: [1s, 2s]
      """;

  private static final String IMPATIENT =
      """
      contract: impatient
      timeout: 3s
      body: data
      signature:
        signed: "{body}"
        encoding: hex
        headers: {Signature: "{signature}"}
      secret: {made_by: ours}
      retry:
        delays: [1s, 1s, 1s, 1s]
      """;

  @TempDir static Path folder;

  private static final Receiver RECEIVER = new Receiver();
  private static RunningInstance instance;
  private static Publisher publisher;

  @BeforeAll
  static void start() throws Exception {
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("quick.yaml"), QUICK);
    Files.writeString(contracts.resolve("impatient.yaml"), IMPATIENT);
    instance =
        new RunningInstance(TestBroker.settings(), folder.resolve("state"))
            .with("CONTRACTS", contracts.toString())
            .start();
    publisher = new Publisher(instance.kafka());
  }

  @AfterAll
  static void stop() {
    publisher.close();
    instance.close();
    RECEIVER.close();
  }

  @Test
  void a_receiver_that_fails_twice_gets_a_third_attempt_and_each_is_signed_anew() throws Exception {
    RECEIVER.failing("/twice", 2);
    Api.Webhook webhook = instance.api().webhook("ws_twice", "quick", RECEIVER.url("/twice"), "*");
    publisher.json("ws_twice", "evt_twice", Samples.TYPE, Samples.DATA).get();
    List<Arrival> arrivals = RECEIVER.next("/twice", 3);

    assertThat(arrivals).extracting(Arrival::attempt).containsExactly(1, 2, 3);
    assertThat(arrivals).extracting(Arrival::eventId).containsOnly("evt_twice");
    assertThat(arrivals).extracting(Arrival::deliveryId).containsOnly(arrivals.get(0).deliveryId());
    List<Long> signedAt = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      String timestamp = arrival.header("Quick-Timestamp");
      signedAt.add(Long.parseLong(timestamp));
      assertThat(arrival.text()).isEqualTo("{\"id\":\"evt_twice\",\"data\":" + Samples.DATA + "}");
      assertThat(arrival.header("Quick-Signature"))
          .isEqualTo(hmac(webhook.secret(), "evt_twice." + timestamp + "." + arrival.text()));
    }
    // At least a second apart by the schedule, so never in the same one.
    assertThat(signedAt).isSorted().doesNotHaveDuplicates();

    JsonNode logged = logged("ws_twice", arrivals.get(0).deliveryId(), "delivered");
    assertThat(logged.path("webhook_id").asText()).isEqualTo(webhook.id());
    assertThat(logged.path("attempt_count").asInt()).isEqualTo(3);
    assertThat(logged.path("attempts").findValuesAsText("number")).containsExactly("1", "2", "3");
    assertThat(logged.path("attempts").findValuesAsText("status_code"))
        .containsExactly("500", "500", "204");
    List<Long> at =
        logged.path("attempts").findValuesAsText("at").stream()
            .map(text -> Instant.parse(text).toEpochMilli())
            .toList();
    assertThat(at.get(1) - at.get(0)).isGreaterThanOrEqualTo(1_000);
    assertThat(at.get(2) - at.get(1)).isGreaterThanOrEqualTo(2_000);
  }

  @Test
  void a_receiver_that_always_fails_ends_in_the_dead_letters_with_its_history() throws Exception {
    RECEIVER.failing("/never", Integer.MAX_VALUE);
    Api.Webhook webhook = instance.api().webhook("ws_never", "quick", RECEIVER.url("/never"), "*");
    publisher.json("ws_never", "evt_never", Samples.TYPE, Samples.DATA).get();
    List<Arrival> arrivals = RECEIVER.next("/never", 3);
    String id = arrivals.get(0).deliveryId();

    try (TopicReader reader = new TopicReader(instance.kafka(), Topic.DEAD_LETTERS)) {
      Eventually.that("dead-lettered", () -> !reader.read().isEmpty());
      assertThat(reader.read()).hasSize(1);
      DeadLetter letter = AvroCodec.of(DeadLetter.class).decode(reader.read().get(0).value());
      assertThat(letter.getRef().getDeliveryId()).isEqualTo(id);
      assertThat(letter.getRef().getEventId()).isEqualTo("evt_never");
      assertThat(letter.getAttempts()).isEqualTo(3);
      assertThat(letter.getReason()).isEqualTo("attempts_used_up");
      assertThat(letter.getFailures()).extracting(Failure::getAttempt).containsExactly(1, 2, 3);
      assertThat(letter.getFailures()).extracting(Failure::getStatus).containsOnly(500);
    }
    JsonNode logged = logged("ws_never", id, "failed");
    assertThat(logged.path("attempts")).hasSize(3);
    assertThat(
            instance
                .api()
                .get("ws_never", "/v1/webhooks/" + webhook.id() + "/deliveries?status=failed")
                .path("data")
                .findValuesAsText("id"))
        .containsExactly(id);
  }

  @Test
  void a_receiver_that_hangs_is_cut_off_at_the_contracts_time_out_and_tried_again()
      throws Exception {
    RECEIVER.hanging("/hangs");
    instance.api().webhook("ws_hangs", "impatient", RECEIVER.url("/hangs"), "*");
    publisher.json("ws_hangs", "evt_hangs", Samples.TYPE, Samples.DATA).get();
    Arrival first = RECEIVER.next("/hangs");
    assertThat(RECEIVER.next("/hangs").attempt()).isEqualTo(2);
    JsonNode logged = logged("ws_hangs", first.deliveryId(), "delivered");
    JsonNode attempt = logged.path("attempts").path(0);
    assertThat(attempt.path("error").path("kind").asText()).isEqualTo("timeout");
    assertThat(attempt.path("status_code").isNull()).isTrue();
  }

  /** A delivery out of the log, once it has a status. */
  private static JsonNode logged(String workspace, String id, String status) throws Exception {
    Eventually.that(
        id + " is " + status,
        () ->
            instance
                .api()
                .find(workspace, "/v1/deliveries/" + id)
                .path("status")
                .asText()
                .equals(status));
    return instance.api().get(workspace, "/v1/deliveries/" + id);
  }

  private static String hmac(String secret, String signed) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(UTF_8)));
  }
}
