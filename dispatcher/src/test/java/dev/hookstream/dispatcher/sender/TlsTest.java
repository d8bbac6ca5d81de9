package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.sender.guard.AddressRules;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import dev.hookstream.dispatcher.sender.guard.Verdict;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server is told of whom it is asked for. */
class TlsTest {
  private final UrlGuard guard =
      new UrlGuard(
          false,
          new AddressRules(List.of()),
          name -> CompletableFuture.completedFuture(List.of()),
          System::nanoTime);

  @ParameterizedTest
  @ValueSource(strings = {"receiver.example", "receiver", "xn--bcher-kva.example"})
  void aNameIsItsServerName(String name) {
    assertThat(parameters(name).getServerNames()).containsExactly(new SNIHostName(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"93.184.215.14", "[2606:2800:21f::1]", "a_b.example", "_x.example"})
  void anAddressAndANameThatTheJdkKnowsAsNoneAreNot(String host) {
    assertThat(parameters(host).getServerNames()).isNullOrEmpty();
  }

  @Test
  void theCertificateIsCheckedAgainstTheHostInEachCase() {
    for (String host : List.of("receiver.example", "93.184.215.14", "a_b.example")) {
      assertThat(parameters(host).getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
    }
  }

  private SSLParameters parameters(String host) {
    Verdict verdict = guard.check("https://" + host + "/");
    assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
    return new Tls(Optional.empty())
        .handler(((Verdict.Allowed) verdict).target(), null, ByteBufAllocator.DEFAULT)
        .engine()
        .getSSLParameters();
  }
}
