package dev.hookstream.topology.contract;

import static dev.hookstream.topology.contract.SignatureTest.byName;
import static dev.hookstream.topology.contract.SignatureTest.hexHmac;
import static dev.hookstream.topology.contract.SignatureTest.hmac;
import static dev.hookstream.topology.contract.SignatureTest.signer;
import static dev.hookstream.topology.contract.SignatureTest.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts that nobody wrote Java for. */
class OperatorsContractTest {
  private static final byte[] BODY = utf8("{\"a\":1}");

  private final Path folder;

  OperatorsContractTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Contract load(String name, String yaml) throws Exception {
    Files.writeString(folder.resolve(name + ".yaml"), yaml);
    return Contracts.load(folder).find(name).orElseThrow();
  }

  @Test
  void oneInStripesShape() throws Exception {
    Contract contract =
        load(
            "payments",
            """
            contract: payments
            timeout: 10s
            body:
              id: id
              object: {constant: event}
              created: {occurred_at: unix-seconds}
              livemode: {json: true}
              type: type
              data: {fields: {object: data}}
            signature:
              signed: "{timestamp}.{body}"
              encoding: hex
              each: "v1={signature}"
              separator: ","
              headers:
                Stripe-Signature: "t={timestamp},{signatures}"
            secret: {made_by: ours, prefix: whsec_}
            retry: {attempts: 3, delays: [1h], then: 2h}
            """);
    Map<String, String> headers = byName(signer(contract, "new", "old").sign("e", 5_999, BODY));
    assertThat(headers)
        .containsEntry(
            "Stripe-Signature",
            "t=5,v1="
                + hexHmac("new", utf8("5."), BODY)
                + ",v1="
                + hexHmac("old", utf8("5."), BODY));
    assertThat(
            new String(contract.render(Events.with("t", "{\"b\":0.10}")), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"id\":\"evt_01HZ8PJYTM6N9X7QWXAYBVS3J5\",\"object\":\"event\","
                + "\"created\":1778487262,\"livemode\":true,\"type\":\"t\","
                + "\"data\":{\"object\":{\"b\":0.10}}}");
    assertThat(contract.retry().delays()).containsExactly(Duration.ofHours(1), Duration.ofHours(2));
  }

  @Test
  void oneInStripesShapeWithASingleSignature() throws Exception {
    Contract contract =
        load(
            "single",
            """
            contract: single
            timeout: 10s
            body: data
            signature:
              signed: "{timestamp}.{body}"
              encoding: hex
              headers: {S: "t={timestamp},v1={signature}"}
            secret: {made_by: ours}
            retry: {attempts: 1}
            """);
    assertThat(byName(signer(contract, "new", "old").sign("e", 5_000, BODY)))
        .containsEntry("S", "t=5,v1=" + hexHmac("new", utf8("5."), BODY));
  }

  @Test
  void oneInGitHubsShape() throws Exception {
    Contract contract =
        load(
            "forge",
            """
            contract: forge
            timeout: 10s
            body: data
            event_id: "{uuid}"
            signature:
              signed: "{body}"
              encoding: hex
              headers:
                X-Hub-Signature-256: "sha256={signature}"
                X-GitHub-Delivery: "{id}"
            secret: {made_by: caller, required: false, shown: never, min_length: 1}
            retry: {attempts: 1}
            """);
    assertThat(byName(signer(contract, "It's a Secret").sign("e-1", 0, utf8("Hello, World!"))))
        .containsEntry("X-GitHub-Delivery", "e-1")
        .containsEntry("webhook-id", "e-1")
        .containsEntry(
            "X-Hub-Signature-256", "sha256=" + hexHmac("It's a Secret", utf8("Hello, World!")));
    assertThat(byName(signer(contract).sign("e-1", 0, BODY)))
        .containsKey("X-GitHub-Delivery")
        .doesNotContainKey("X-Hub-Signature-256");
    assertThat(contract.render(Events.with("t", Events.AWKWARD_DATA)))
        .isEqualTo(utf8(Events.AWKWARD_DATA));
    assertThat(contract.newEventId(0)).matches("[0-9a-f-]{36}");
  }

  @Test
  void whatIsSignedMayBeInAnyOrderWithAnySeparators() throws Exception {
    Contract contract =
        load(
            "odd",
            """
            contract: odd
            timeout: 10s
            body: data
            signature:
              signed: "v0:{body}|{id}:{timestamp}§"
              key: base64
              key_prefix: k_
              encoding: base64
              headers: {X-Sig: "{signature}", X-At: "{timestamp}"}
            secret: {made_by: either, prefix: k_}
            retry: {attempts: 1}
            """);
    String key = Base64.getEncoder().encodeToString(utf8("0123456789abcdef"));
    byte[] expected = hmac(utf8("0123456789abcdef"), utf8("v0:"), BODY, utf8("|e:7§"));
    assertThat(byName(signer(contract, "k_" + key).sign("e", 7_000, BODY)))
        .containsEntry("X-Sig", Base64.getEncoder().encodeToString(expected));
  }

  @Test
  void oneThatDoesNotSignNeedsNoSecret() throws Exception {
    Contract contract =
        load("plain", "contract: plain\ntimeout: 5s\nbody: data\nretry: {attempts: 1}\n");
    assertThat(byName(signer(contract).sign("e", 0, BODY)))
        .containsOnlyKeys("Content-Type", "User-Agent", "webhook-id");
    assertThat(contract.secretPolicy().canMake()).isFalse();
    assertThat(contract.secretPolicy().check("anything-at-all")).isPresent();
  }

  @Test
  void yamlsOwnIdeasOfWhatTextMeansStayOut() throws Exception {
    Contract contract =
        load(
            "words",
            """
            contract: words
            description: on
            timeout: 10s
            body:
              on: {constant: on}
              version: {constant: 2025-01-01}
              cost: {constant: 0.0382}
              no: {constant: 0o17}
              time: {json: 12:30:45}
              number: {json: 1.10}
              big: {json: 12345678901234567890}
              data: data
            retry: {attempts: 1}
            """);
    assertThat(contract.description()).isEqualTo("on");
    assertThat(new String(contract.render(Events.with("t", "{}")), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"on\":\"on\",\"version\":\"2025-01-01\",\"cost\":\"0.0382\",\"no\":\"0o17\","
                + "\"time\":\"12:30:45\",\"number\":1.10,\"big\":12345678901234567890,"
                + "\"data\":{}}");
  }

  @Test
  void aBuiltInContractIsReplacedOnlyWhereTheFileSaysSo() throws Exception {
    Contract arka =
        load(
            "arka",
            """
            contract: arka
            replaces_built_in: true
            timeout: 7s
            body: data
            retry: {attempts: 1}
            """);
    assertThat(arka.timeout()).isEqualTo(Duration.ofSeconds(7));
    Contracts all = Contracts.load(folder);
    assertThat(all.all()).hasSize(6);
    assertThat(all.schedule("arka").orElseThrow().maxAttempts()).isEqualTo(1);
  }

  @Test
  void schedulesMayHaveAFileOfTheirOwn() throws Exception {
    Files.writeString(
        folder.resolve("schedules.yml"),
        "schedules:\n  patient: {delays: [1h, 6h, 24h], none_after: 2d}\n  once: {attempts: 1}\n");
    Contracts contracts = Contracts.load(folder);
    assertThat(contracts.all()).hasSize(6);
    assertThat(contracts.schedule("patient").orElseThrow().maxAttempts()).isEqualTo(4);
    assertThat(contracts.schedule("once").orElseThrow().maxAttempts()).isEqualTo(1);
    assertThat(contracts.schedule("no-such")).isEmpty();
  }

  @Test
  void otherFilesInTheFolderAreLeftAlone() throws Exception {
    Files.writeString(folder.resolve("README.md"), "not: [yaml");
    Files.writeString(folder.resolve(".hidden.yaml"), "not: [yaml");
    Files.createDirectory(folder.resolve("sub.yaml"));
    assertThat(Contracts.load(folder).all()).hasSize(6);
  }
}
