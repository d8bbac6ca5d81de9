package dev.hookstream.topology.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
  private static final String RUN = "workflow.run.completed";

  private static DataCheck check(String contract, String type, String data) {
    return Events.contract(contract).catalogue().check(type, data.getBytes(StandardCharsets.UTF_8));
  }

  private static List<DataCheck.Problem> problems(DataCheck check) {
    assertThat(check).isInstanceOf(DataCheck.Invalid.class);
    return ((DataCheck.Invalid) check).problems();
  }

  @ParameterizedTest
  @CsvSource({
    "standard,0",
    "aresgen,10",
    "arka,5",
    "ainative,5",
    "hrizn,11",
    "aethenox,8",
  })
  void eachContractHasTheProductsTypes(String contract, int types) {
    assertThat(Events.contract(contract).catalogue().types()).hasSize(types);
  }

  @Test
  void everyTypeHasADescriptionAndAnExampleThatItsSchemaAllows() {
    for (Contract contract : Contracts.builtIn().all()) {
      for (EventType type : contract.catalogue().types()) {
        assertThat(type.description()).as(type.type()).isNotBlank();
        assertThat(type.group()).as(type.type()).isNotBlank();
        assertThat(type.example().isEmpty()).as(type.type()).isFalse();
        assertThat(contract.catalogue().check(type.type(), type.example()))
            .as(type.type())
            .isInstanceOf(DataCheck.Ok.class);
      }
    }
  }

  @Test
  void theKeysOfARunAreThoseOfTheProductsDocument() {
    EventType run = Events.contract("aresgen").catalogue().find(RUN).orElseThrow();
    assertThat(run.schema().get("properties").fieldNames())
        .toIterable()
        .containsExactly("workflow_id", "run_id", "status", "duration_ms", "cost_usd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"cost_usd\":0.0382,\"duration_ms\":4218,\"further\":[{\"key\":null}]}",
        "{\"duration_ms\":12345678901234567890}",
        "{\"cost_usd\":1e-400}",
        "{\"duration_ms\":4218.0}",
      })
  void goodDataIsAccepted(String data) {
    assertThat(check("aresgen", RUN, data)).isInstanceOf(DataCheck.Ok.class);
  }

  @Test
  void eachKeyOfTheWrongTypeIsNamedByItsPointer() {
    assertThat(problems(check("aresgen", RUN, "{\"duration_ms\":\"4218\",\"run_id\":7}")))
        .extracting(DataCheck.Problem::pointer)
        .containsExactlyInAnyOrder("/duration_ms", "/run_id");
    assertThat(problems(check("aresgen", "voice.trained", "{\"banned_phrases\":[\"a\",2]}")))
        .singleElement()
        .satisfies(p -> assertThat(p.pointer()).isEqualTo("/banned_phrases/1"))
        .satisfies(p -> assertThat(p.message()).isEqualTo("integer found, string expected"));
  }

  @Test
  void valuesOfTheDataAreNotRepeatedInTheMessage() {
    DataCheck check = check("arka", "playbook.execution.completed", "{\"status\":\"s3cret\"}");
    assertThat(problems(check).toString()).contains("/status").doesNotContain("s3cret");
  }

  @Test
  void aThresholdIsOneOfThree() {
    assertThat(check("arka", "usage.threshold.reached", "{\"threshold\":90}"))
        .isInstanceOf(DataCheck.Ok.class);
    assertThat(problems(check("arka", "usage.threshold.reached", "{\"threshold\":85}")))
        .extracting(DataCheck.Problem::pointer)
        .containsExactly("/threshold");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "7",
        "\"{}\"",
        "{",
        "{}{}",
        "{} x",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{'a':1}",
        "{\"a\":1,}",
        "\u0000",
      })
  void whatIsNotOneJsonObjectIsRefusedUnderEveryContract(String data) {
    for (Contract contract : Contracts.builtIn().all()) {
      String type = contract.testType().orElseThrow();
      assertThat(problems(check(contract.name(), type, data)))
          .singleElement()
          .satisfies(p -> assertThat(p.message()).startsWith("data "));
    }
  }

  @Test
  void dataMadeToHurtTheCheckIsRefusedOrAcceptedAndNeverThrows() {
    assertThat(check("aresgen", RUN, "{\"a\":" + "[".repeat(100_000) + "}"))
        .isInstanceOf(DataCheck.Invalid.class);
    assertThat(check("aresgen", RUN, "{\"duration_ms\":" + "9".repeat(100_000) + "}"))
        .isInstanceOf(DataCheck.Invalid.class);
    for (String number : List.of("1e999999999", "1e2147483647", "-1e-999999999", "1E99999999999")) {
      assertThat(check("aresgen", RUN, "{\"duration_ms\":" + number + "}")).isNotNull();
      assertThat(check("aresgen", RUN, "{\"cost_usd\":" + number + "}")).isNotNull();
      assertThat(check("arka", "usage.threshold.reached", "{\"threshold\":" + number + "}"))
          .isNotNull();
    }
    String many = "\"k\",2,".repeat(500) + "\"k\"";
    assertThat(problems(check("aresgen", "voice.trained", "{\"banned_phrases\":[" + many + "]}")))
        .hasSize(Catalogue.MOST);
  }

  @Test
  void anUnknownTypeIsToldWithTheNearestKnown() {
    assertThat(check("aresgen", "workflow.run.complete", "{}"))
        .isEqualTo(new DataCheck.UnknownType("workflow.run.complete", Optional.of(RUN)));
    assertThat(check("hrizn", "something.else.entirely.of.another.kind", "{}"))
        .isInstanceOf(DataCheck.UnknownType.class);
  }

  @Test
  void aContractWithoutACatalogueAcceptsEveryType() {
    assertThat(check("standard", "whatever.it.is", "{\"a\":[1]}")).isInstanceOf(DataCheck.Ok.class);
    assertThat(Events.contract("standard").catalogue().isOpen()).isTrue();
  }
}
