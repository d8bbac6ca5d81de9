package dev.hookstream.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.schemas.Header;
import dev.hookstream.topology.contract.Contracts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code verify}, for each contract: what is right, and which part is named where it is not. */
class VerifyCommandTest {
  private static final Instant NOW = Instant.parse("2026-05-11T08:14:22Z");
  private static final String BODY = "{\"type\":\"a.b\",\"data\":{\"n\":1.10,\"s\":\"é\"}}";

  @TempDir private Path folder;

  private record Ran(int code, String out) {
    JsonNode json() throws Exception {
      return ApiOptions.JSON.readTree(out);
    }
  }

  private static Ran run(List<String> command) {
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    int code = HookstreamCommand.run(to, to, command.toArray(String[]::new));
    return new Ran(code, out.toString());
  }

  private static LocalSigner signer(String contract) {
    return LocalSigner.of(new OwnContracts().find(contract), null);
  }

  private static List<String> headers(LocalSigner signer) {
    List<String> lines = new ArrayList<>();
    for (Header header :
        signer.signer().sign("evt_1", NOW.toEpochMilli(), BODY.getBytes(StandardCharsets.UTF_8))) {
      lines.add(header.getName() + ": " + header.getValue());
    }
    return lines;
  }

  private Ran verify(List<String> headers, String body, String secret, Instant at, String... more)
      throws Exception {
    Path file = Files.writeString(folder.resolve("headers"), String.join("\n", headers));
    Path bytes = Files.writeString(folder.resolve("body"), body);
    List<String> command =
        new ArrayList<>(List.of("verify", "--json", "--secret", secret, "--at", at.toString()));
    command.addAll(List.of("--headers", file.toString(), "--body", bytes.toString()));
    command.addAll(List.of(more));
    return run(command);
  }

  private static void isPart(Ran ran, String part) throws Exception {
    assertThat(ran.code()).as(ran.out()).isEqualTo(part.equals("nothing") ? 0 : 1);
    assertThat(ran.json().path("part").asText()).as(ran.out()).isEqualTo(part);
    assertThat(ran.json().path("authentic").asBoolean()).isEqualTo(part.equals("nothing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "aresgen", "arka", "ainative", "hrizn", "aethenox"})
  void names_the_part_that_differs(String contract) throws Exception {
    LocalSigner signer = signer(contract);
    String secret = String.valueOf(signer.secret());
    List<String> headers = headers(signer);
    isPart(verify(headers, BODY, secret, NOW), "nothing");
    assertThat(verify(headers, BODY, secret, NOW).json().path("contract").asText())
        .isEqualTo(contract);
    String[] by = {"--contract", contract};
    isPart(verify(headers, BODY + "\n", secret, NOW, by), "body");
    isPart(verify(headers, BODY.replace(":", ": "), secret, NOW, by), "body");
    isPart(verify(headers, BODY, secret + " ", NOW, by), "secret");
    isPart(verify(headers, BODY.replace("1.10", "2"), secret, NOW, by), "secret_or_body");
    String another = String.valueOf(signer(contract).secret());
    Ran wrong = verify(headers, BODY, another, NOW, by);
    isPart(wrong, "secret_or_body");
    assertThat(wrong.out()).doesNotContain(another).doesNotContain(secret);
    List<String> without =
        headers.stream()
            .filter(line -> !line.toLowerCase(java.util.Locale.ROOT).contains("signature"))
            .toList();
    isPart(verify(without, BODY, secret, NOW, by), "header");
    boolean timed =
        headers.stream()
            .anyMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("timestamp"));
    isPart(
        verify(headers, BODY, secret, NOW.plusSeconds(301), by), timed ? "timestamp" : "nothing");
  }

  @Test
  void knows_another_contracts_signature() throws Exception {
    LocalSigner arka = LocalSigner.of(new OwnContracts().find("arka"), "0123456789abcdef");
    Ran ran = verify(headers(arka), BODY, "0123456789abcdef", NOW, "--contract", "hrizn");
    isPart(ran, "contract");
    assertThat(ran.out()).contains("arka");
  }

  @Test
  void knows_a_signature_without_its_prefix_and_a_secret_without_its() throws Exception {
    LocalSigner hrizn = signer("hrizn");
    List<String> bare = headers(hrizn).stream().map(line -> line.replace("sha256=", "")).toList();
    isPart(verify(bare, BODY, String.valueOf(hrizn.secret()), NOW), "header");
  }

  @Test
  void is_told_to_people_and_refuses_what_is_not_there() throws Exception {
    Ran none = verify(List.of("Host: x"), BODY, "s", NOW);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.out()).contains("--contract");
    Ran missing = run(List.of("verify", "--secret", "s", "--body", "/none", "--contract", "arka"));
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.out()).contains("cannot be read");
    assertThat(run(List.of("verify", "--secret", "s")).code()).isEqualTo(2);
    Path body = Files.writeString(folder.resolve("b"), BODY);
    Ran told =
        run(List.of("verify", "--secret", "s", "--body", body.toString(), "--contract", "arka"));
    assertThat(told.out()).startsWith("✗ header (arka): missing: x-arka-signature");
    Ran stranger =
        run(List.of("verify", "--secret", "s", "--body", body.toString(), "--contract", "none"));
    assertThat(stranger.out()).contains("--contracts FOLDER").contains("standard");
    assertThat(Contracts.builtIn().all()).hasSizeGreaterThanOrEqualTo(6);
  }
}
