package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.ErrorKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    assertThat(attempt.getErrorMessage()).contains("rebind.example", "metadata");
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

  @Test
  void theAddressThatWasCheckedIsTheOneThatIsDialled() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    int port =
        Receivers.port(
            receivers.http(
                request -> {
                  calls.incrementAndGet();
                  request.response().end();
                }));
    names.put("rebind.example", List.of("127.0.0.1"));
    resolved = name -> names.put(name, List.of("127.0.0.2"));
    try (Trap trap = new Trap("127.0.0.2", port)) {
      for (int i = 0; i < 3; i++) {
        Attempt attempt = send(Deliveries.to("http://rebind.example:" + port + "/"));
        assertThat(attempt.getError()).as(attempt.getErrorMessage()).isEqualTo(ErrorKind.NONE);
      }
      assertThat(calls).hasValue(3);
      assertThat(trap.caught()).isFalse();
    }
  }

  @Test
  void noProxyOfThisMachineIsUsed() throws IOException {
    int port = Receivers.port(receivers.http(request -> request.response().end()));
    Map<String, String> before = new HashMap<>();
    try (Trap proxy = new Trap("127.0.0.1", 0)) {
      for (String kind : List.of("http", "https", "socks")) {
        set(before, kind + ".proxyHost", "127.0.0.1");
        set(before, kind + ".proxyPort", Integer.toString(proxy.port()));
      }
      set(before, "socksProxyHost", "127.0.0.1");
      set(before, "socksProxyPort", Integer.toString(proxy.port()));
      set(before, "http.nonProxyHosts", "");
      Attempt attempt = send(Deliveries.to("http://receiver.example:" + port + "/"));
      assertThat(attempt.getError()).as(attempt.getErrorMessage()).isEqualTo(ErrorKind.NONE);
      assertThat(proxy.caught()).isFalse();
    } finally {
      before.forEach(
          (name, value) -> {
            if (value == null) {
              System.clearProperty(name);
            } else {
              System.setProperty(name, value);
            }
          });
    }
  }

  private static void set(Map<String, String> before, String name, String value) {
    before.put(name, System.setProperty(name, value));
  }
}
