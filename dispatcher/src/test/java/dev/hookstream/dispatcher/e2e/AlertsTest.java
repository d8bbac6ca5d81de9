package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.hookstream.dispatcher.testing.TestBroker;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an owner hears of an endpoint's fall and its recovery, by mail and by webhook. */
class AlertsTest {
  private static final String OPS = "endpoint.disabled\",\"endpoint.recovered";

  private static List<String> subjects(GreenMail mails) {
    return Arrays.stream(mails.getReceivedMessages()).map(AlertsTest::subject).toList();
  }

  private static String subject(MimeMessage mail) {
    try {
      return mail.getSubject();
    } catch (jakarta.mail.MessagingException e) {
      throw new AssertionError(e);
    }
  }

  private static void publish(Api api, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      api.post(
          "ws",
          "/v1/events",
          "{\"type\":\"ideacloud.failed\",\"id\":\"evt_"
              + i
              + "\",\"product\":\"hrizn\",\"data\":{}}",
          202);
    }
  }

  private static GreenMail mailServer(int port) {
    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
    server.start();
    return server;
  }

  @Test
  void aFallAndARecoveryAreOneMailAndOneSignedWebhookEachThoughTheMailServerWasDown(
      @TempDir Path state) throws Exception {
    GreenMail down = mailServer(0);
    int port = down.getSmtp().getPort();
    down.stop();
    GreenMail mails = null;
    try (Receiver receiver = new Receiver().failing("/shop", 10);
        RunningInstance instance = new RunningInstance(TestBroker.settings(), state)) {
      instance
          .with("ALERTS_SMTP_HOST", "127.0.0.1")
          .with("ALERTS_SMTP_PORT", Integer.toString(port))
          .with("ALERTS_SMTP_TLS", "none")
          .with("ALERTS_FROM", "Hookstream <hooks@example.test>")
          .with("ALERTS_DIGEST_MINUTES", "0")
          .start();
      Api api = instance.api();
      api.put("ws", "/v1/alert-settings", "{\"emails\":[\"ann@example.test\"]}", 200);
      String shop = api.webhook("ws", "hrizn", receiver.url("/shop"), "ideacloud.*").id();
      Api.Webhook ops = api.webhook("ws", "standard", receiver.url("/ops"), OPS);
      api.webhook("ws", "standard", receiver.url("/all"), "*");
      api.webhook("ws", "standard", receiver.url("/wild"), "endpoint.*");

      publish(api, 0, 10);
      Arrival disabled = receiver.next("/ops");
      JsonNode body = Api.json(disabled.text());
      assertThat(body.path("type").asText()).isEqualTo("endpoint.disabled");
      assertThat(body.at("/data/webhook_id").asText()).isEqualTo(shop);
      Samples.verifyStandard(ops.secret(), disabled);
      // No mail server yet: the operational webhook came, and live traffic goes on.
      publish(api, 10, 12);
      api.patch("ws", "/v1/webhooks/" + shop, "{\"status\":\"enabled\"}");
      Arrival recovered = receiver.next("/ops");
      assertThat(recovered.text()).contains("endpoint.recovered");

      mails = mailServer(port);
      GreenMail back = mails;
      Eventually.that("the mails come", () -> String.join(",", subjects(back)).contains("recov"));
      instance.close();
      instance.start();
      // Whatever there was is told: an event that is rejected makes the next mail, and no other.
      api = instance.api();
      receiver.failing("/shop", 1_000);
      publish(api, 20, 30);
      receiver.next("/ops");
      Eventually.that("a mail about the second fall", () -> subjects(back).size() >= 2);
      assertThat(subjects(back).stream().filter(s -> s.contains("recovered")).toList()).hasSize(1);
      assertThat(receiver.all())
          .filteredOn(a -> a.path().equals("/all") || a.path().equals("/wild"))
          .noneMatch(a -> a.text().contains("endpoint.disabled"));
    } finally {
      if (mails != null) {
        mails.stop();
      }
    }
  }
}
