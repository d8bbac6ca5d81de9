package dev.hookstream.dispatcher.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import dev.hookstream.dispatcher.alert.MailSettings.Tls;
import dev.hookstream.dispatcher.alert.Mailer.Ticket;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.topology.alert.AlertDesk;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Mail about alerts, against a mail server on loopback; the clock is in the test's hand. */
class MailerTest extends MailerFixture {
  private static final String EVIL =
      "</p><script>alert(1)</script>\r\nBcc: victim@example.test\r\n\r\nbody \u202Egnp.exe";

  private static Endpoint endpoint(String id, String description) {
    return Endpoint.newBuilder()
        .setId(id)
        .setWorkspaceId("ws")
        .setContract("standard")
        .setRevision(1)
        .setUrl("https://receiver.example.test/hook?token=t0ps3cret")
        .setEvents(List.of("*"))
        .setSecrets(List.of())
        .setOrdering(Ordering.PARALLEL)
        .setDescription(description)
        .setCreatedAt(START)
        .setUpdatedAt(START)
        .build();
  }

  private static String part(MimeMessage mail, int number) throws Exception {
    BodyPart part = ((MimeMultipart) mail.getContent()).getBodyPart(number);
    return part.getContentType().toLowerCase(java.util.Locale.ROOT).split(";", 2)[0]
        + "\n"
        + part.getContent();
  }

  @Test
  void aDigestSaysWhatHappenedSinceWhenHowManyWaitWhatToDoAndWhereInTextAndInHtml()
      throws Exception {
    GreenMail server = server("smtp", 0);
    Mailer mailer = mailer(port(server, "smtp"), Tls.NONE, null, null);
    facts.endpoints.put("wh_a", endpoint("wh_a", "the <b>shop</b>"));
    mailer.take(ticket(AlertKind.ENDPOINT_FAILING, "wh_a", Map.of("reason", "it fails")));
    for (int i = 0; i < 500; i++) {
      mailer.take(ticket(AlertKind.DELIVERY_EXHAUSTED, "wh_a", Map.of("reason", "too_old")));
    }
    mailer.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of("reason", "it is gone")));
    mailer.turn(START);
    assertThat(done).isEmpty();
    assertThat(mailer.turn(START + FIVE_MINUTES - 1)).isFalse();
    mailer.turn(START + FIVE_MINUTES);
    assertThat(done).hasSize(502);
    MimeMessage[] received = server.getReceivedMessages();
    assertThat(received).hasSize(1);
    MimeMessage mail = received[0];
    assertThat(mail.getSubject())
        .isEqualTo(
            "1 webhook disabled, 1 webhook with dead letters, 1 webhook failing (workspace ws)");
    assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(mail.getMessageID()).startsWith("<alert_");
    assertThat(part(mail, 0))
        .startsWith("text/plain\n")
        .contains("Webhook wh_a “the <b>shop</b>” at receiver.example.test")
        .contains("It was disabled: it is gone.")
        .contains("Since 2026-05-11 08:00 UTC, 500 times.")
        .contains("1234 deliveries wait for it now.")
        .contains("Mend the receiver, then enable the webhook again")
        .contains("https://hooks.example.test/dashboard/webhooks/wh_a")
        .doesNotContain("t0ps3cret");
    assertThat(part(mail, 1))
        .startsWith("text/html\n")
        .contains("the &lt;b&gt;shop&lt;/b&gt;")
        .contains("href=\"https://hooks.example.test/dashboard/webhooks/wh_a\"")
        .doesNotContain("<b>")
        .doesNotContain("t0ps3cret");
  }

  @Test
  void aNameCanNeitherAddAHeaderNorATagNorALine() throws Exception {
    GreenMail server = server("smtp", 0);
    Mailer mailer = mailer(port(server, "smtp"), Tls.NONE, null, null);
    facts.endpoints.put("wh_a", endpoint("wh_a", EVIL));
    mailer.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of("reason", EVIL)));
    Alert named =
        AlertDesk.alert(AlertKind.ENDPOINT_DISABLED, EVIL, "wh_b", "x", "m", Map.of(), START);
    mailer.take(new Ticket(named, 0, 99));
    mailer.turn(START);
    mailer.turn(START + FIVE_MINUTES);
    mailer.turn(START + FIVE_MINUTES);
    assertThat(server.getReceivedMessages()).hasSize(2);
    for (MimeMessage mail : server.getReceivedMessages()) {
      assertThat(mail.getHeader("Bcc")).isNull();
      assertThat(mail.getAllRecipients()).hasSize(1);
      assertThat(mail.getSubject()).doesNotContain("\n").doesNotContain("\r");
      assertThat(part(mail, 0)).doesNotContain("\u202E").doesNotContain("\nBcc:");
      assertThat(part(mail, 1)).doesNotContain("<script").doesNotContain("\nBcc:");
    }
  }

  @Test
  void aServerThatIsAwayDelaysMailWithGrowingPausesAndLosesNothing() {
    GreenMail first = server("smtp", 0);
    int port = port(first, "smtp");
    first.stop();
    Mailer mailer = mailer(port, Tls.NONE, null, null);
    mailer.take(ticket(AlertKind.ENDPOINT_FAILING, "wh_a", Map.of()));
    mailer.turn(START);
    long now = START + FIVE_MINUTES;
    for (long pause = 1_000; pause <= 16_000; pause *= 2) {
      assertThat(mailer.turn(now)).isFalse();
      now += pause;
    }
    mailer.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
    assertThat(done).isEmpty();
    GreenMail again = server("smtp", port);
    mailer.turn(now - 1);
    assertThat(again.getReceivedMessages()).isEmpty();
    mailer.turn(now);
    assertThat(again.getReceivedMessages()).hasSize(1);
    assertThat(done).containsExactly(0L, 1L);
  }

  @Test
  void whoIsNotLetInWaitsAndIsLetInLater() {
    GreenMail server = server("smtp", 0);
    server.getUserManager().setAuthRequired(true);
    Mailer mailer = mailer(port(server, "smtp"), Tls.NONE, "hooks", null);
    mailer.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
    mailer.turn(START);
    assertThat(mailer.turn(START + FIVE_MINUTES)).isFalse();
    assertThat(done).isEmpty();
    server.setUser("hooks@example.test", "hooks", "the password");
    mailer.turn(START + FIVE_MINUTES + 1_000);
    assertThat(server.getReceivedMessages()).hasSize(1);
    assertThat(done).containsExactly(0L);
  }

  @Test
  void anAddressThatIsNoneIsDroppedAndHoldsNobodyUp() {
    facts.settings = new AlertSettings(List.of("x@y z\r\nBcc: a@b", "ann@example.test"), null, 0);
    GreenMail server = server("smtp", 0);
    Mailer mailer = mailer(port(server, "smtp"), Tls.NONE, null, null);
    mailer.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
    mailer.turn(START);
    mailer.turn(START);
    assertThat(server.getReceivedMessages()).hasSize(1);
    assertThat(done).containsExactly(0L);
  }

  @Test
  void settingsThatAreOnTheirWayAreWaitedForInOrder() {
    GreenMail server = server("smtp", 0);
    Mailer mailer = mailer(port(server, "smtp"), Tls.NONE, null, null);
    facts.settings = new AlertSettings(List.of("ann@example.test"), null, 0);
    facts.notReady.add("ws");
    mailer.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
    mailer.turn(START);
    facts.notReady.clear();
    mailer.turn(START + 999);
    assertThat(server.getReceivedMessages()).isEmpty();
    mailer.turn(START + 1_000);
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void whoWantsNoMailCausesNone() {
    facts.settings = new AlertSettings(List.of(), null, null);
    GreenMail server = server("smtp", 0);
    Mailer mailer = mailer(port(server, "smtp"), Tls.NONE, null, null);
    mailer.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
    mailer.turn(START);
    assertThat(done).containsExactly(0L);
    mailer.take(ticket(AlertKind.REGISTRY_AWAY, null, Map.of("place", "events-0@7")));
    mailer.turn(START);
    mailer.turn(START + FIVE_MINUTES);
    assertThat(server.getReceivedMessages()).hasSize(1);
    assertThat(done).containsExactly(0L, 1L);
  }
}
