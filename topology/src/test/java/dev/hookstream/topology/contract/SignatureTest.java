package dev.hookstream.topology.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.hookstream.schemas.Header;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Each contract's signature, against a receiver written from the products' own words. */
class SignatureTest {
  private static final String ID = "evt_01HZ8PJYTM6N9X7QWXAYBVS3J5";
  private static final long NOW = 1_778_487_262_999L;
  private static final String SECOND = "1778487262";
  private static final byte[] BODY =
      "{\"data\":{\"t\":\"Grüße\",\"cost\":0.0382}}".getBytes(StandardCharsets.UTF_8);

  static Map<String, String> sign(String contract, long now, byte[] body, String... secrets) {
    return byName(signer(Events.contract(contract), secrets).sign(ID, now, body));
  }

  static Signer signer(Contract contract, String... secrets) {
    return contract.signer(
        Arrays.stream(secrets).map(s -> s.getBytes(StandardCharsets.UTF_8)).toList());
  }

  static Map<String, String> byName(List<Header> headers) {
    return headers.stream().collect(Collectors.toMap(Header::getName, Header::getValue));
  }

  static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      Arrays.stream(parts).forEach(mac::update);
      return mac.doFinal();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String hexHmac(String secret, byte[]... parts) {
    return HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), parts));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aresgenSignsTimestampAndBodyInHex() {
    Map<String, String> headers = sign("aresgen", NOW, BODY, "s3cret-ü");
    assertThat(headers)
        .containsEntry("Aresgen-Timestamp", SECOND)
        .containsEntry("Aresgen-Signature", hexHmac("s3cret-ü", utf8(SECOND + "."), BODY));
  }

  @Test
  void arkaAndAethenoxSignTheBodyInHex() {
    assertThat(sign("arka", NOW, BODY, "key-of-arka"))
        .containsEntry("X-Arka-Signature", hexHmac("key-of-arka", BODY));
    assertThat(sign("aethenox", NOW, BODY, "key-of-aethenox"))
        .containsEntry("X-Aethenox-Signature", hexHmac("key-of-aethenox", BODY));
  }

  @Test
  void ainativeAndHriznSignTheBodyWithSha256Before() {
    assertThat(sign("ainative", NOW, BODY, "12345678"))
        .containsEntry("X-ZeroDB-Signature", "sha256=" + hexHmac("12345678", BODY));
    assertThat(sign("hrizn", NOW, BODY, "key-of-hrizn"))
        .containsEntry("X-Webhook-Signature", "sha256=" + hexHmac("key-of-hrizn", BODY));
  }

  @Test
  void ainativeSendsNoSignatureWhereTheEndpointHasNoSecret() {
    assertThat(sign("ainative", NOW, BODY))
        .containsOnlyKeys("Content-Type", "User-Agent", "webhook-id");
  }

  @Test
  void everyRequestSaysWhatItIsWhatSentItAndWhichEventItIs() {
    for (Contract contract : Contracts.builtIn().all()) {
      Map<String, String> headers =
          byName(signer(contract, "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3").sign(ID, NOW, BODY));
      assertThat(headers)
          .containsEntry("Content-Type", "application/json")
          .containsEntry("webhook-id", ID);
      assertThat(headers.get("User-Agent")).matches("Hookstream/[0-9]+\\.[0-9]+.*");
    }
  }

  @Test
  void standardIsVerifiedByTheOfficialLibrary() throws Exception {
    String secret = Events.contract("standard").secretPolicy().newSecret(new SecureRandom());
    long now = System.currentTimeMillis();
    assertVerified(secret, sign("standard", now, BODY, secret));
    assertThatThrownBy(() -> verify(secret, sign("standard", now, utf8("{}"), secret)))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void standardIsVerifiedWithTheOldAndTheNewSecretWhileItIsRotated() throws Exception {
    SecretPolicy policy = Events.contract("standard").secretPolicy();
    String fresh = policy.newSecret(new SecureRandom());
    String old = policy.newSecret(new SecureRandom());
    Map<String, String> headers = sign("standard", System.currentTimeMillis(), BODY, fresh, old);
    assertThat(headers.get("webhook-signature")).matches("v1,\\S{44} v1,\\S{44}");
    assertVerified(fresh, headers);
    assertVerified(old, headers);
  }

  @Test
  void standardSignsIdTimestampAndBodyWithTheDecodedKey() {
    byte[] key = utf8("0123456789abcdef01234567");
    String secret = "whsec_" + Base64.getEncoder().encodeToString(key);
    byte[] expected = hmac(key, utf8(ID + "." + SECOND + "."), BODY);
    assertThat(sign("standard", NOW, BODY, secret))
        .containsEntry("webhook-id", ID)
        .containsEntry("webhook-timestamp", SECOND)
        .containsEntry("webhook-signature", "v1," + Base64.getEncoder().encodeToString(expected));
  }

  @Test
  void aHeaderThatHoldsOneSignatureTakesTheNewestSecrets() {
    assertThat(sign("arka", NOW, BODY, "the-newest-one", "the-old-one"))
        .containsEntry("X-Arka-Signature", hexHmac("the-newest-one", BODY));
  }

  @Test
  void oneSignerSignsManyRequestsAndEachAnew() {
    Signer signer = signer(Events.contract("aresgen"), "a-long-secret-of-ours");
    for (int i = 0; i < 50; i++) {
      byte[] body = utf8("{\"i\":" + i + "}");
      String second = Long.toString(1_778_487_262L + i);
      assertThat(byName(signer.sign(ID, NOW + i * 1000L, body)))
          .containsEntry("Aresgen-Timestamp", second)
          .containsEntry(
              "Aresgen-Signature", hexHmac("a-long-secret-of-ours", utf8(second + "."), body));
    }
  }

  @Test
  void anIdThatNoHeaderCanCarryInjectsNothingAndIsStillVerified() throws Exception {
    String secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
    Map<String, String> headers =
        byName(
            signer(Events.contract("standard"), secret)
                .sign("a\r\nX-Evil: 1 é", System.currentTimeMillis(), BODY));
    assertThat(headers).containsEntry("webhook-id", "a%0D%0AX-Evil:%201%20%C3%A9");
    assertVerified(secret, headers);
  }

  @Test
  void aSecretThatIsNoKeyIsRefusedWithoutBeingQuoted() {
    Contract standard = Events.contract("standard");
    assertThatThrownBy(() -> signer(standard, "whsec_not base64!"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the secret is not base64 after its prefix")
        .hasNoCause();
    assertThatThrownBy(() -> signer(standard, "whsec_"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertVerified(String secret, Map<String, String> headers)
      throws WebhookVerificationException {
    verify(secret, headers);
  }

  private static void verify(String secret, Map<String, String> headers)
      throws WebhookVerificationException {
    Map<String, List<String>> all = new HashMap<>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    new Webhook(secret)
        .verify(
            new String(BODY, StandardCharsets.UTF_8),
            java.net.http.HttpHeaders.of(all, (name, value) -> true));
  }
}
