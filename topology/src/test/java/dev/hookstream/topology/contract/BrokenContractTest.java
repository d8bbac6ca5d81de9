package dev.hookstream.topology.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a contract's file is said with the file, the line and the reason. */
class BrokenContractTest {
  private static final String GOOD =
      """
      contract: shop
      timeout: 10s
      body:
        id: id
        data: data
      signature:
        signed: "{timestamp}.{body}"
        encoding: hex
        headers:
          X-Sig: "{signature}"
          X-At: "{timestamp}"
      secret:
        made_by: ours
      retry:
        delays: [5s, 1min]
      catalogue:
        order.paid:
          description: An order was paid.
          schema: {properties: {total: {type: number}}}
          example: {total: 1.5}
      """;

  private final Path folder;

  BrokenContractTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private List<ContractProblem> problems(String yaml) throws IOException {
    Path file = folder.resolve("shop.yaml");
    Files.writeString(file, yaml);
    ContractException e =
        catchThrowableOfType(ContractException.class, () -> Contracts.load(folder));
    assertThat(e).as("is refused:\n" + yaml).isNotNull();
    assertThat(e.problems()).allMatch(p -> p.file().equals(file.toString()));
    return e.problems();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "timeout: 10s | tiemout: 10s | 2 | the file has no key `tiemout`; did you mean `timeout`?",
        "timeout: 10s | timeout: soon | 2 | `timeout`: `soon` is not a duration",
        "timeout: 10s | timeout: 2h | 2 | `timeout` must be from 100ms to 1min",
        "timeout: 10s | timeout: [10s] | 2 | `timeout` must be text, and is a list",
        "timeout: 10s | timeout: | 2 | `timeout` has no value",
        "id: id | id: identity | 4 | `id` cannot be `identity`",
        "id: id | at: occurred_at | 4 | a time needs its format",
        "id: id | at: {occurred_at: iso-second} | 4 | did you mean `iso-seconds`?",
        "id: id | id: {} | 4 | `id` needs one of: occurred_at, constant, json, fields",
        "id: id | data: data | 5 | `data` is here twice, first in line 4",
        "data: data | dta: type | 3 | `body` must have exactly one field that is `data`",
        "signature: | signatur: | 6 | the file has no key `signatur`; did you mean `signature`?",
        "{timestamp}.{body} | {timestmp}.{body} | 7 | there is no placeholder `{timestmp}`; did you mean `timestamp`?",
        "{timestamp}.{body} | {timestamp}.{body | 7 | has a { without a }",
        "{timestamp}.{body} | {timestamp} | 7 | `signed` must have {body}",
        "encoding: hex | encoding: hexx | 8 | did you mean `hex`?",
        "X-Sig: | X Sig: | 10 | `X Sig` cannot be the name of an HTTP header",
        "X-Sig: | Content-Type: | 10 | `Content-Type` is set by Hookstream",
        "{signature} | {signatures} | 7 | {signatures} needs a `separator`",
        "{signature} | {id} | 7 | none of the `headers` carries {signature}",
        "X-At: \"{timestamp}\" | X-At: \"{id}\" | 7 | no receiver can verify it",
        "made_by: ours | made_by: us | 13 | `made_by` cannot be `us`; did you mean `ours`?",
        "made_by: ours | min_length: 8 | 13 | `secret`: `made_by` is missing",
        "made_by: ours | required: yes | 13 | must be true or false",
        "[5s, 1min] | 5s | 15 | `delays` must be a list, and is text",
        "[5s, 1min] | [5s, 1 fortnight] | 15 | `1 fortnight` is not a duration",
        "delays: [5s, 1min] | attempts: 7 | 15 | needs `delays` or `doubling`",
        "delays: [5s, 1min] | doubling: {from: 10s, to: 25s} | 15 | 10s, doubled again and again, never is 25s",
        "order.paid | order paid | 17 | `order paid` is not an event type",
        "description: An | descr: An | 18 | has no key `descr`",
        "{type: number} | {type: numbr} | 19 | not a JSON Schema",
        "{type: number} | {$ref: 'https://example.com/x.json'} | 19 | not a JSON Schema",
        "total: 1.5 | total: much | 18 | `example` breaks `schema`: /total",
      })
  void aMistakeIsNamedWithItsLine(String good, String bad, int line, String reason)
      throws IOException {
    List<ContractProblem> problems = problems(GOOD.replace(good, bad));
    assertThat(problems).anySatisfy(p -> assertThat(p.reason()).contains(reason));
    assertThat(problems)
        .filteredOn(p -> p.reason().contains(reason))
        .first()
        .extracting(ContractProblem::line)
        .isEqualTo(line);
  }

  @Test
  void theGoodFileIsGood() throws Exception {
    Files.writeString(folder.resolve("shop.yaml"), GOOD);
    assertThat(Contracts.load(folder).find("shop")).isPresent();
  }

  @Test
  void allMistakesOfAllFilesAreToldAtOnceEachOnce() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), "contract: a\nbody: dta\n");
    Files.writeString(
        folder.resolve("b.yaml"),
        GOOD.replace("10s", "soon").replace("made_by: ours", "made_by: us").replace("hex", "hax"));
    ContractException e =
        catchThrowableOfType(ContractException.class, () -> Contracts.load(folder));
    String a = folder.resolve("a.yaml").toString();
    String b = folder.resolve("b.yaml").toString();
    assertThat(e.problems().stream().map(p -> p.file() + ":" + p.line()))
        .containsExactly(a + ":1", a + ":1", a + ":2", b + ":2", b + ":8", b + ":13");
    assertThat(e.getMessage()).contains(b + ":8: `encoding` cannot be `hax`; did you mean `hex`?");
  }

  @Test
  void aSignatureWithoutASecretIsRefused() throws IOException {
    assertThat(problems(GOOD.replace("secret:\n  made_by: ours\n", "")))
        .containsExactly(
            new ContractProblem(
                folder.resolve("shop.yaml").toString(), 6, "`signature` needs a `secret` section"));
  }

  @Test
  void theNameOfABuiltInContractIsRefused() throws IOException {
    assertThat(problems(GOOD.replace("contract: shop", "contract: arka")))
        .singleElement()
        .satisfies(p -> assertThat(p.line()).isEqualTo(1))
        .satisfies(p -> assertThat(p.reason()).contains("built in", "replaces_built_in: true"));
  }

  @Test
  void replacingWhatIsNotBuiltInIsRefused() throws IOException {
    assertThat(problems("replaces_built_in: true\n" + GOOD))
        .singleElement()
        .satisfies(p -> assertThat(p.line()).isEqualTo(2));
  }

  @Test
  void twoFilesWithOneNameAreRefused() throws IOException {
    Files.writeString(folder.resolve("also.yaml"), GOOD);
    assertThat(problems(GOOD))
        .singleElement()
        .satisfies(p -> assertThat(p.reason()).contains("also.yaml"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`a: [1, 2` | 1",
        "`a: 1\n\tb: 2` | 2",
        "`- a\n- b` | 0",
        "`` | 0",
        "`a: 1\n---\nb: 2` | 2",
        "`a: *nowhere` | 1",
      })
  void whatIsNotOneYamlMappingIsRefusedWithTheLine(String yaml, int line) throws IOException {
    assertThat(problems(yaml)).first().extracting(ContractProblem::line).isEqualTo(line);
  }

  @Test
  void aFileThatRefersToItselfIsRefusedAndDoesNotHang() throws IOException {
    assertThat(problems(GOOD.replace("example: {total: 1.5}", "example: &x {total: *x}")))
        .anySatisfy(p -> assertThat(p.reason()).contains("refers to itself"));
    assertThat(problems(GOOD.replace("id: id", "id: &x {fields: *x}"))).isNotEmpty();
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws IOException {
    Path file = folder.resolve("shop.yaml");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0x80});
    ContractException e =
        catchThrowableOfType(ContractException.class, () -> Contracts.load(folder));
    assertThat(e).hasMessageContaining(file.toString());
    Files.write(file, "contract: a\0b".getBytes(StandardCharsets.UTF_8));
    assertThat(catchThrowableOfType(ContractException.class, () -> Contracts.load(folder)))
        .hasMessageContaining(file.toString());
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path nowhere = folder.resolve("nowhere");
    assertThat(catchThrowableOfType(ContractException.class, () -> Contracts.load(nowhere)))
        .hasMessageContaining(nowhere.toString());
  }
}
