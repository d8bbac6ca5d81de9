package dev.hookstream.topology.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a source's file is said with the file, the line and the reason. */
class SourceFileTest {
  private static final String GOOD =
      """
      source: luma
      workspace: ws_1
      product: arka
      secret_from: LUMA
      signature:
        signed: "{body}"
        encoding: hex
        headers: {X-Luma: "{signature}"}
      tolerance: 12h
      event_id: /id
      sent_at: /at
      hooks:
        guest: {type: guest.registered, data: {email: /guest/email}}
        test: {}
      """;

  private final Path folder;

  SourceFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Contracts load(String yaml) throws IOException, ContractException {
    Files.writeString(folder.resolve("luma.yaml"), yaml);
    return Contracts.load(folder, Map.of("LUMA", "s3cret"));
  }

  @Test
  void aGoodOneIsThereAndSaysNothingOfItsSecret() throws IOException, ContractException {
    Contracts contracts = load(GOOD);
    Source luma = contracts.source("luma").orElseThrow();
    assertThat(luma.workspace()).isEqualTo("ws_1");
    assertThat(luma.hook("guest").orElseThrow().type()).contains("guest.registered");
    assertThat(luma.hook("test").orElseThrow().type()).isEmpty();
    assertThat(luma.hook("other")).isEmpty();
    assertThat(luma).asString().doesNotContain("s3cret");
    assertThat(contracts.source("other")).isEmpty();
    assertThat(contracts.all()).hasSize(6);
  }

  @Test
  void toolsThatNeedNoSourceNeedNoSecretOfIt() throws IOException, ContractException {
    load(GOOD);
    assertThat(Contracts.load(folder).source("luma")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "source: luma|source: Luma Inc|1|must be a name",
        "workspace: ws_1|workspace: a b|2|a workspace's id",
        "workspace: ws_1|site: ws_1|1|`workspace` is missing",
        "product: arka|product: arca|1|there is no contract `arca`",
        "secret_from: LUMA|secret_from: luma|4|environment variable",
        "secret_from: LUMA|secret_from: OTHER|1|OTHER is not set",
        "signed: \"{body}\"|signed: \"{id}\"|6|must have {body}",
        "encoding: hex|encoding: hax|7|cannot be `hax`",
        "tolerance: 12h|tolerance: 13h|9|from 1s to 12h",
        "event_id: /id|event_id: id|10|event_id",
        "type: guest.registered,|type: guest registered,|13|an event's type",
        "type: guest.registered,||13|without a `type`",
        "test: {}|Te st: {}|14|a hook's name",
      })
  void aMistakeIsNamed(String right, String wrong, int line, String reason) {
    String yaml = GOOD.replace(right, wrong == null ? "" : wrong);
    ContractException e = catchThrowableOfType(ContractException.class, () -> load(yaml));
    assertThat(e).as(yaml).isNotNull();
    assertThat(e.problems())
        .as(e.getMessage())
        .anyMatch(p -> p.line() == line && p.reason().contains(reason));
    assertThat(e.getMessage()).doesNotContain("s3cret");
  }
}
