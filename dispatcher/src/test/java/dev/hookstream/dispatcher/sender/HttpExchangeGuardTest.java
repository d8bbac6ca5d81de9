package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.ErrorKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Names and addresses that are not connected to. */
class HttpExchangeGuardTest extends HttpExchangeFixture {
  @Test
  void aNameWithOneForbiddenAddressIsNotConnectedTo() {
    AtomicInteger calls = new AtomicInteger();
    int port =
        Receivers.port(
            receivers.http(
                request -> {
                  calls.incrementAndGet();
                  request.response().end();
                }));
    names.put("rebind.example", List.of("127.0.0.1", "169.254.169.254"));
    Attempt attempt = send(Deliveries.to("http://rebind.example:" + port + "/"));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.URL_REFUSED);
    assertThat(attempt.getErrorMessage()).contains("169.254.169.254");
    assertThat(calls).hasValue(0);
  }

  @Test
  void aUrlThatWasRegisteredUnderOtherRulesIsRefusedAtTheConnection() {
    Attempt attempt = send(Deliveries.to("http://10.0.0.1/"));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.URL_REFUSED);
    assertThat(Deliveries.text(attempt.getBody())).isEqualTo(Deliveries.BODY);
  }

  @Test
  void aNameThatDoesNotExistIsADnsFailure() {
    assertThat(send(Deliveries.to("http://nobody.example/")).getError()).isEqualTo(ErrorKind.DNS);
  }

  @Test
  void aNameServerThatDoesNotAnswerEndsAtTheDeadline() {
    Attempt attempt = send(Deliveries.withTimeout(Deliveries.to("http://silent.example/"), 200));
    assertThat(attempt.getError()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(attempt.getErrorMessage()).contains("resolving the name");
  }
}
