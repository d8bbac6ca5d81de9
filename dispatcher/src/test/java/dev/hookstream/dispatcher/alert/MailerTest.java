package dev.hookstream.dispatcher.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.hookstream.dispatcher.alert.MailSettings.Tls;
import dev.hookstream.dispatcher.alert.Mailer.Ticket;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.testing.TestCertificate;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.alert.Told;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail about alerts, against a mail server on loopback; the clock is in the test's hand. */
class MailerTest {
  private static final long START = Instant.parse("2026-05-11T08:00:00Z").toEpochMilli();
  private static final long FIVE_MINUTES = 300_000;
  private static final String EVIL =
      "</p><script>alert(1)</script>\r\nBcc: victim@example.test\r\n\r\nbody \u202Egnp.exe";

  private @Nullable GreenMail mails;
  private final List<Long> done = new ArrayList<>();
  private final FakeFacts facts = new FakeFacts();
  private long offset;

  private static final class FakeFacts implements Facts {
    final Map<String, Endpoint> endpoints = new HashMap<>();
    AlertSettings settings = new AlertSettings(List.of("ann@example.test"), null, null);
    boolean ready = true;

    @Override
    public @Nullable AlertSettings settings(String workspaceId) {
      if (!ready) {
        throw new NotReadyException("moving");
      }
      return settings;
    }

    @Override
    public @Nullable Endpoint endpoint(String workspaceId, String endpointId) {
      return endpoints.get(endpointId);
    }

    @Override
    public OptionalLong waiting(String workspaceId, String endpointId) {
      return OptionalLong.of(1234);
    }
  }

  @AfterEach
  void stop() {
    if (mails != null) {
      mails.stop();
    }
  }

  private GreenMail server(String protocol, int port) {
    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", protocol));
    server.start();
    mails = server;
    return server;
  }

  private static int port(GreenMail server, String protocol) {
    return (protocol.equals("smtps") ? server.getSmtps() : server.getSmtp()).getPort();
  }

  private Mailer mailer(
      int port, Tls tls, @Nullable String user, @Nullable SSLSocketFactory trust) {
    return mailer("127.0.0.1", port, tls, user, trust);
  }

  private Mailer mailer(
      String host, int port, Tls tls, @Nullable String user, @Nullable SSLSocketFactory trust) {
    MailSettings settings =
        new MailSettings(
            host,
            port,
            tls,
            Optional.ofNullable(user),
            "the password",
            "Hookstream <hooks@example.test>",
            Optional.of("https://hooks.example.test"),
            new Told.Defaults(Optional.of("op@example.test"), Duration.ofMinutes(5)),
            Duration.ofSeconds(10));
    SmtpServer server =
        new SmtpServer(settings, trust, InstantSource.fixed(Instant.ofEpochMilli(START)));
    return new Mailer(
        server,
        facts,
        new MailWriter(facts, settings.link()),
        settings.defaults(),
        new MailMetrics(new SimpleMeterRegistry()),
        ticket -> done.add(ticket.offset));
  }

  private Ticket ticket(AlertKind kind, @Nullable String endpoint, Map<String, String> detail) {
    String workspace = endpoint == null ? "" : "ws";
    long number = offset++;
    Alert alert =
        AlertDesk.alert(
            kind, workspace, endpoint, "n" + number, "words of ours", detail, START + number);
    return new Ticket(alert, 0, number);
  }

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
  void overTlsMailIsSentToTheServerThatItsCertificateNamesAndToNoOther(@TempDir Path folder)
      throws Exception {
    TestCertificate right = TestCertificate.create(folder, "right", "ip:127.0.0.1");
    TestCertificate other = TestCertificate.create(folder, "other", "ip:127.0.0.1");
    GreenMail server = secure(right);
    int port = port(server, "smtps");
    for (Mailer careful :
        List.of(
            mailer("localhost", port, Tls.TLS, null, trust(right)),
            mailer(port, Tls.TLS, null, trust(other)),
            mailer(port, Tls.TLS, null, null))) {
      careful.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
      careful.turn(START);
      assertThat(careful.turn(START + FIVE_MINUTES)).isFalse();
    }
    assertThat(server.getReceivedMessages()).isEmpty();

    Mailer trusting = mailer(port, Tls.TLS, null, trust(right));
    trusting.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
    trusting.turn(START);
    assertThat(trusting.turn(START + FIVE_MINUTES)).isTrue();
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void whereTheServerSpeaksNoStarttlsNothingGoesOutInClear() {
    GreenMail clear = server("smtp", 0);
    Mailer mailer = mailer(port(clear, "smtp"), Tls.STARTTLS, null, null);
    mailer.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
    mailer.turn(START);
    assertThat(mailer.turn(START + FIVE_MINUTES)).isFalse();
    assertThat(clear.getReceivedMessages()).isEmpty();
    assertThat(done).isEmpty();
  }

  private GreenMail secure(TestCertificate certificate) {
    System.setProperty("greenmail.tls.keystore.file", certificate.store().toString());
    System.setProperty("greenmail.tls.keystore.password", TestCertificate.PASSWORD);
    try {
      return server("smtps", 0);
    } finally {
      System.clearProperty("greenmail.tls.keystore.file");
      System.clearProperty("greenmail.tls.keystore.password");
    }
  }

  /** Trusts this certificate and no other. */
  private static SSLSocketFactory trust(TestCertificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate.pem())) {
      trusted.setCertificateEntry(
          "it", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
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
    facts.ready = false;
    mailer.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
    mailer.turn(START);
    facts.ready = true;
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
