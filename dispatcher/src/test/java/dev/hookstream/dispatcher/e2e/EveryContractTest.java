package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each product's webhook, verified by a receiver that knows only what that product promises. */
class EveryContractTest {
  private static final String DATA = Samples.DATA;
  private static final String SECRET = "the caller's own €";

  @TempDir static Path state;

  private static final Receiver RECEIVER = new Receiver();
  private static RunningInstance instance;
  private static Publisher publisher;

  @BeforeAll
  static void start() throws Exception {
    instance = new RunningInstance(TestBroker.settings(), state).start();
    publisher = new Publisher(instance.kafka());
  }

  @AfterAll
  static void stop() {
    publisher.close();
    instance.close();
    RECEIVER.close();
  }

  @Test
  void standard() throws Exception {
    String secret = byApi("standard");
    Arrival arrival = deliver("standard", "evt_1", Samples.TYPE);
    assertThat(secret).startsWith("whsec_");
    Samples.verifyStandard(secret, arrival);
    assertThat(arrival.text()).isEqualTo(Samples.standardBody(DATA));
  }

  @Test
  void aresgen() throws Exception {
    String secret = byApi("aresgen");
    long before = System.currentTimeMillis() / 1000;
    Arrival arrival = deliver("aresgen", "evt_01HZ8PJYTM6N9X7QWXAYBVS3J5", Samples.TYPE);
    assertThat(arrival.text())
        .isEqualTo(
            "{\"id\":\"evt_01HZ8PJYTM6N9X7QWXAYBVS3J5\",\"type\":\"workflow.run.completed\","
                + "\"created\":\"2026-05-11T08:14:22.184Z\",\"workspace_id\":\"ws_aresgen\","
                + ("\"data\":" + DATA + "}"));
    String timestamp = arrival.header("Aresgen-Timestamp");
    assertThat(Long.parseLong(timestamp)).isBetween(before, arrival.at() / 1000);
    assertThat(arrival.header("Aresgen-Signature"))
        .isEqualTo(hmac(secret, timestamp + "." + arrival.text()));
  }

  @Test
  void arka() throws Exception {
    new ChangeWriter(instance)
        .webhook("ws_arka", "arka", RECEIVER.url("/arka"), Optional.of(SECRET));
    Arrival arrival = deliver("arka", "evt_arka", "integration.connected");
    assertThat(arrival.text())
        .isEqualTo(
            "{\"id\":\"evt_arka\",\"type\":\"integration.connected\",\"created\":1778487262,"
                + ("\"data\":" + DATA + ",\"account_id\":\"ws_arka\"}"));
    assertThat(arrival.header("X-Arka-Signature")).isEqualTo(hmac(SECRET, arrival.text()));
  }

  @Test
  void ainative_with_a_secret_is_signed() throws Exception {
    new ChangeWriter(instance)
        .webhook("ws_ainative", "ainative", RECEIVER.url("/ainative"), Optional.of(SECRET));
    Arrival arrival = deliver("ainative", "evt_ai", "agent.task.complete");
    assertThat(arrival.text()).isEqualTo(AINATIVE);
    assertThat(arrival.header("X-ZeroDB-Signature"))
        .isEqualTo("sha256=" + hmac(SECRET, arrival.text()));
  }

  @Test
  void ainative_without_a_secret_is_not_signed() throws Exception {
    new ChangeWriter(instance)
        .webhook("ws_unsigned", "ainative", RECEIVER.url("/unsigned"), Optional.empty());
    Arrival arrival = deliver("unsigned", "evt_ai", "agent.task.complete");
    assertThat(arrival.text()).isEqualTo(AINATIVE);
    assertThat(arrival.headers()).doesNotContainKey("X-ZeroDB-Signature");
  }

  private static final String AINATIVE =
      "{\"event_type\":\"agent.task.complete\",\"occurred_at\":\"2026-05-11T08:14:22Z\",\"data\":"
          + DATA
          + "}";

  @Test
  void hrizn() throws Exception {
    String secret = byApi("hrizn");
    Arrival arrival = deliver("hrizn", "evt_1778487262184_a1B2c3D", "content.completed");
    assertThat(arrival.text())
        .isEqualTo(
            "{\"id\":\"evt_1778487262184_a1B2c3D\",\"type\":\"content.completed\","
                + ("\"site_id\":\"ws_hrizn\",\"data\":" + DATA)
                + ",\"timestamp\":\"2026-05-11T08:14:22.184Z\",\"api_version\":\"2025-01-01\"}");
    assertThat(arrival.header("X-Webhook-Signature"))
        .isEqualTo("sha256=" + hmac(secret, arrival.text()));
  }

  @Test
  void aethenox() throws Exception {
    String secret = byApi("aethenox");
    Arrival arrival = deliver("aethenox", "evt_aethenox", "message.received");
    assertThat(arrival.text())
        .isEqualTo(
            "{\"id\":\"evt_aethenox\",\"type\":\"message.received\","
                + ("\"created\":\"2026-05-11T08:14:22.184Z\",\"data\":" + DATA + "}"));
    assertThat(arrival.header("X-Aethenox-Signature")).isEqualTo(hmac(secret, arrival.text()));
  }

  private static String byApi(String contract) throws Exception {
    return instance
        .api()
        .webhook("ws_" + contract, contract, RECEIVER.url("/" + contract), "*")
        .secret();
  }

  /** Publishes to the workspace of a name, and takes what its receiver gets. */
  private static Arrival deliver(String name, String eventId, String type) throws Exception {
    publisher.json("ws_" + name, eventId, type, DATA).get();
    Arrival arrival = RECEIVER.next("/" + name);
    assertThat(arrival.header("Content-Type")).isEqualTo("application/json");
    assertThat(arrival.header("User-Agent")).isNotBlank();
    assertThat(arrival.eventId()).isEqualTo(eventId);
    assertThat(arrival.deliveryId()).startsWith("dlv_");
    assertThat(arrival.attempt()).isEqualTo(1);
    assertThat(arrival.headers()).doesNotContainKey("webhook-replay-id");
    return arrival;
  }

  private static String hmac(String secret, String signed) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(UTF_8)));
  }
}
