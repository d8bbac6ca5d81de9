package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestCertificate;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.ClientCertificate;
import dev.hookstream.schemas.Credentials;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import io.vertx.core.http.HttpConnection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver that wants to know who calls. */
class HttpExchangeMutualTlsTest extends HttpExchangeFixture {
  private final List<String> callers = new CopyOnWriteArrayList<>();
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private TestCertificate server;
  private TestCertificate client;
  private String url;

  @BeforeEach
  void serve() {
    server = TestCertificate.create(folder, "receiver.example");
    client = TestCertificate.create(folder, "client.example");
    trust(server);
    url =
        receivers.mutual(
            server,
            client,
            request -> {
              connections.add(request.connection());
              callers.add(request.connection().sslSession() == null ? "" : peer(request));
              request.response().end();
            });
  }

  private static String peer(io.vertx.core.http.HttpServerRequest request) {
    try {
      return request.connection().sslSession().getPeerPrincipal().getName();
    } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
      return "nobody";
    }
  }

  private Delivery as(String endpoint, TestCertificate certificate) {
    ClientCertificate shown =
        new ClientCertificate(certificate.chain(), certificate.key(), null, "CN=a", Long.MAX_VALUE);
    return Delivery.newBuilder(Deliveries.of(endpoint, "dlv_1", url))
        .setCredentials(new Credentials(null, shown))
        .build();
  }

  @Test
  void itIsShownTheCertificate() {
    Attempt attempt = send(as("wh_1", client));
    assertThat(attempt.getErrorMessage()).isNull();
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(callers).containsExactly("CN=client.example");
    assertThat(attempt.toString()).doesNotContain("PRIVATE KEY");
  }

  @Test
  void whoHasNoneIsNotLetIn() {
    Attempt attempt = send(Deliveries.to(url));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.FAILED);
    assertThat(attempt.getError()).isIn(ErrorKind.TLS, ErrorKind.RESET);
    assertThat(attempt.getErrorMessage()).doesNotContain("certification path");
    assertThat(callers).isEmpty();
  }

  @Test
  void anotherCertificateIsNotLetIn() {
    Attempt attempt = send(as("wh_1", TestCertificate.create(folder, "other.example")));
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.FAILED);
    assertThat(attempt.getError()).isIn(ErrorKind.TLS, ErrorKind.RESET);
    assertThat(attempt.getErrorMessage()).doesNotContain("certification path");
    assertThat(callers).isEmpty();
  }

  @Test
  void anIdentitysConnectionIsUsedAgainByItAndByNobodyElse() {
    send(as("wh_1", client));
    send(as("wh_1", client));
    assertThat(connections).hasSize(1);
    assertThat(send(Deliveries.to(url)).getResult()).isEqualTo(AttemptResult.FAILED);
    assertThat(send(as("wh_2", TestCertificate.create(folder, "other.example"))).getResult())
        .isEqualTo(AttemptResult.FAILED);
    assertThat(callers).hasSize(2);
    assertThat(send(as("wh_2", client)).getResult()).isEqualTo(AttemptResult.DELIVERED);
    assertThat(connections).hasSize(2);
  }

  @Test
  void aChangedCertificateIsUsedFromTheNextRequestOn() {
    send(as("wh_1", client));
    assertThat(send(as("wh_1", TestCertificate.create(folder, "other.example"))).getResult())
        .isEqualTo(AttemptResult.FAILED);
    assertThat(send(as("wh_1", client)).getResult()).isEqualTo(AttemptResult.DELIVERED);
  }

  @Test
  void authoritiesOfItsOwnAreTrustedInTheInstallationsPlace() {
    trust(TestCertificate.create(folder, "unrelated.example"));
    assertThat(send(as("wh_1", client)).getError()).isEqualTo(ErrorKind.TLS);
    Delivery trusting = as("wh_1", client);
    trusting.getCredentials().getCertificate().setAuthorities(server.chain());
    assertThat(send(trusting).getResult()).isEqualTo(AttemptResult.DELIVERED);
  }

  @Test
  void oneThatHasEndedIsToldInWords() {
    Delivery delivery = as("wh_1", client);
    delivery.getCredentials().getCertificate().setExpiresAt(0);
    Attempt attempt = send(delivery);
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TLS);
    assertThat(attempt.getErrorMessage()).contains("ended at 1970-01-01T00:00:00Z");
  }

  @Test
  void aKeyThatCannotBeOpenedIsToldInWords() {
    Delivery delivery = as("wh_1", client);
    delivery.getCredentials().getCertificate().setSealedKey("bad");
    assertThat(send(delivery).getErrorMessage()).contains("in the keyset");
  }
}
