package dev.hookstream.dispatcher.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import dev.hookstream.dispatcher.alert.MailSettings.Tls;
import dev.hookstream.dispatcher.testing.TestCertificate;
import dev.hookstream.schemas.AlertKind;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.server.SMTPServer;

/** Mail goes out encrypted and to the server that its certificate names, or not at all. */
class SmtpTlsTest extends MailerFixture {
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
  void startTlsIsUsedWithTheServerThatItsCertificateNamesAndWithNoOther(@TempDir Path folder)
      throws Exception {
    TestCertificate right = TestCertificate.create(folder, "right", "ip:127.0.0.1");
    TestCertificate other = TestCertificate.create(folder, "other", "ip:127.0.0.1");
    List<String> received = new CopyOnWriteArrayList<>();
    SMTPServer server =
        SMTPServer.port(0)
            .bindAddress(InetAddress.getLoopbackAddress())
            .requireTLS()
            .startTlsSocketFactory(ours(right))
            .messageHandler(
                (context, from, to, data) ->
                    received.add(to + "\n" + new String(data, StandardCharsets.UTF_8)))
            .build();
    server.start();
    try {
      int port = server.getPortAllocated();
      for (Mailer careful :
          List.of(
              mailer("localhost", port, Tls.STARTTLS, null, trust(right)),
              mailer(port, Tls.STARTTLS, null, trust(other)),
              mailer(port, Tls.NONE, null, null))) {
        careful.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
        careful.turn(START);
        careful.turn(START + FIVE_MINUTES);
      }
      assertThat(received).isEmpty();
      assertThat(done).isEmpty();

      Mailer trusting = mailer(port, Tls.STARTTLS, null, trust(right));
      trusting.take(ticket(AlertKind.ENDPOINT_DISABLED, "wh_a", Map.of()));
      trusting.turn(START);
      assertThat(trusting.turn(START + FIVE_MINUTES)).isTrue();
      assertThat(received)
          .singleElement()
          .asString()
          .startsWith("ann@example.test\n")
          .contains("Subject: 1 webhook disabled (workspace ws)");
      assertThat(done).containsExactly(3L);
    } finally {
      server.stop();
    }
  }

  private static SSLContext ours(TestCertificate certificate) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore store =
        KeyStore.getInstance(certificate.store().toFile(), TestCertificate.PASSWORD.toCharArray());
    keys.init(store, TestCertificate.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
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
}
