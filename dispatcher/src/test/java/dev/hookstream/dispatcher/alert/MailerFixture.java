package dev.hookstream.dispatcher.alert;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.hookstream.dispatcher.alert.MailSettings.Tls;
import dev.hookstream.dispatcher.alert.Mailer.Ticket;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.alert.Told;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A mailer, a mail server on loopback, and alerts that all happen at one time. */
abstract class MailerFixture {
  static final long START = Instant.parse("2026-05-11T08:00:00Z").toEpochMilli();
  static final long FIVE_MINUTES = 300_000;

  final List<Long> done = new ArrayList<>();
  final FakeFacts facts = new FakeFacts();
  private @Nullable GreenMail mails;
  private long offset;

  @AfterEach
  void stop() {
    if (mails != null) {
      mails.stop();
    }
  }

  final GreenMail server(String protocol, int port) {
    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", protocol));
    server.start();
    mails = server;
    return server;
  }

  static int port(GreenMail server, String protocol) {
    return (protocol.equals("smtps") ? server.getSmtps() : server.getSmtp()).getPort();
  }

  final Mailer mailer(int port, Tls tls, @Nullable String user, @Nullable SSLSocketFactory trust) {
    return mailer("127.0.0.1", port, tls, user, trust);
  }

  final Mailer mailer(
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

  final Ticket ticket(AlertKind kind, @Nullable String endpoint, Map<String, String> detail) {
    String workspace = endpoint == null ? "" : "ws";
    long number = offset++;
    Alert alert =
        AlertDesk.alert(kind, workspace, endpoint, "n" + number, "words of ours", detail, START);
    return new Ticket(alert, 0, number);
  }
}
