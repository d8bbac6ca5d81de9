package dev.hookstream.dispatcher.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.Header;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureCheckTest {
  private static final long NOW = 1_778_487_262_184L;
  private static final byte[] BODY = "{\"a\":0.0382}".getBytes(StandardCharsets.UTF_8);
  private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  private static Contract contract(String name) {
    return Contracts.builtIn().find(name).orElseThrow();
  }

  private static Map<String, String> signed(String contract, long at, String... secrets) {
    List<byte[]> keys =
        Arrays.stream(secrets).map(secret -> secret.getBytes(StandardCharsets.UTF_8)).toList();
    Map<String, String> headers = new HashMap<>();
    for (Header header : contract(contract).signer(keys).sign("evt_1", at, BODY)) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    return headers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "aresgen", "arka", "ainative", "hrizn", "aethenox"})
  void everyContractsOwnSignatureIsRight(String name) {
    assertThat(new SignatureCheck(contract(name), OLD).problem(signed(name, NOW, OLD), BODY, NOW))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "aresgen", "arka", "ainative", "hrizn", "aethenox"})
  void aChangedBodyIsFound(String name) {
    byte[] changed = "{\"a\":0.0383}".getBytes(StandardCharsets.UTF_8);
    assertThat(
            new SignatureCheck(contract(name), OLD).problem(signed(name, NOW, OLD), changed, NOW))
        .hasValueSatisfying(problem -> assertThat(problem).contains("does not fit"));
  }

  @Test
  void anotherSecretIsFound() {
    assertThat(
            new SignatureCheck(contract("standard"), NEW)
                .problem(signed("standard", NOW, OLD), BODY, NOW))
        .isPresent();
  }

  @Test
  void whileASecretIsRotatedBothOldAndNewVerify() {
    Map<String, String> headers = signed("standard", NOW, NEW, OLD);
    assertThat(new SignatureCheck(contract("standard"), OLD).problem(headers, BODY, NOW)).isEmpty();
    assertThat(new SignatureCheck(contract("standard"), NEW).problem(headers, BODY, NOW)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"299, true", "301, false", "-299, true", "-302, false"})
  void aTimestampMayBeFiveMinutesOff(long seconds, boolean fine) {
    Map<String, String> headers = signed("aresgen", NOW - seconds * 1000, OLD);
    assertThat(new SignatureCheck(contract("aresgen"), OLD).problem(headers, BODY, NOW).isEmpty())
        .isEqualTo(fine);
  }

  @Test
  void theMissingHeaderIsNamed() {
    Map<String, String> headers = signed("hrizn", NOW, OLD);
    headers.remove("x-webhook-signature");
    assertThat(new SignatureCheck(contract("hrizn"), OLD).problem(headers, BODY, NOW))
        .contains("there is no X-Webhook-Signature header");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "99999999999999999999"})
  void aTimestampThatIsNoneIsNamed(String timestamp) {
    Map<String, String> headers = signed("standard", NOW, OLD);
    headers.put("webhook-timestamp", timestamp);
    assertThat(new SignatureCheck(contract("standard"), OLD).problem(headers, BODY, NOW))
        .contains("webhook-timestamp is missing, or not a number of seconds");
  }

  @Test
  void aSecretThatCannotBeAKeyIsRefusedInWords() {
    assertThatThrownBy(() -> new SignatureCheck(contract("standard"), "whsec_%%%"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("%%%");
  }
}
