package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestCertificate;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.ErrorKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and the hosts that they must name. */
class HttpExchangeTlsTest extends HttpExchangeFixture {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void anAddressIsAcceptedWhereTheCertificateNamesIt(String address) {
    TestCertificate certificate = TestCertificate.create(folder, "address", "ip:" + address);
    int port = Receivers.port(receivers.tls(certificate, address));
    trust(certificate);
    String host = address.contains(":") ? "[" + address + "]" : address;
    Attempt attempt = send(Deliveries.to("https://" + host + ":" + port + "/"));
    assertThat(attempt.getErrorMessage()).isNull();
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(attempt.getTimings().getSecured())
        .isGreaterThanOrEqualTo(attempt.getTimings().getConnected());
  }

  @Test
  void anAddressIsNotAcceptedWhereTheCertificateNamesAnother() {
    TestCertificate certificate = TestCertificate.create(folder, "address", "ip:127.0.0.2");
    int port = Receivers.port(receivers.tls(certificate));
    trust(certificate);
    Attempt attempt = send(Deliveries.to("https://127.0.0.1:" + port + "/"));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TLS);
    assertThat(open()).isZero();
  }

  /** The JDK checks no certificate against such a name, and unchecked it is not used. */
  @Test
  void aNameWithAnUnderscoreIsAFailureThatDoesNotBlameTheReceiver() {
    TestCertificate certificate = TestCertificate.create(folder, "receiver.example");
    int port = Receivers.port(receivers.tls(certificate));
    names.put("a_b.example", List.of("127.0.0.1"));
    trust(certificate);
    Attempt attempt = send(Deliveries.to("https://a_b.example:" + port + "/"));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TLS);
    assertThat(attempt.getErrorMessage()).contains("cannot be checked against this name");
  }

  @Test
  void aConnectionWhoseHandshakeIsDoneIsUsedAgain() {
    TestCertificate certificate = TestCertificate.create(folder, "receiver.example");
    String url = "https://receiver.example:" + Receivers.port(receivers.tls(certificate)) + "/";
    trust(certificate);
    send(Deliveries.to(url));
    assertThat(send(Deliveries.to(url)).getTimings().getSecured()).isEqualTo(-1);
    assertThat(open()).isEqualTo(1);
  }
}
