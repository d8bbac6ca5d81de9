package dev.hookstream.topology.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.EventData;
import dev.hookstream.topology.contract.EventType;
import dev.hookstream.topology.filter.Filter.BadFilterException;
import dev.hookstream.topology.filter.Filter.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  private static final String DATA =
      "{\"score\":4,\"cost\":0.0382,\"big\":12345678901234567890123,\"lang\":\"en-GB\",\"none\":null,"
          + "\"ok\":true,\"tags\":[\"a\",{\"n\":1.0}],\"a/b\":{\"m~n\":\"x\",\"0\":\"zero\"},"
          + "\"huge\":1e2500,\"tiny\":1e-2500,\"\":7}";

  private static Filter filter(String json) {
    try {
      return Filter.parse(json);
    } catch (BadFilterException e) {
      throw new AssertionError(e.faults().toString(), e);
    }
  }

  private static boolean accepts(String filter, String data) throws Exception {
    return filter(filter).accepts(EventData.parse(data));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"/score\":4}",
        "{\"/score\":4.0}",
        "{\"/score\":4e0}",
        "{\"/score\":{\"equals\":4}}",
        "{\"/cost\":0.03820}",
        "{\"/big\":12345678901234567890123}",
        "{\"/big\":{\"gt\":12345678901234567890122,\"lt\":12345678901234567890124}}",
        "{\"/cost\":{\"gte\":0.0382,\"lte\":0.0382}}",
        "{\"/lang\":{\"prefix\":\"en\"}}",
        "{\"/lang\":{\"in\":[1,\"de\",\"en-GB\"]}}",
        "{\"/none\":null}",
        "{\"/none\":{\"exists\":true}}",
        "{\"/missing\":{\"exists\":false}}",
        "{\"/ok\":true}",
        "{\"/tags/0\":\"a\"}",
        "{\"/tags/1/n\":1}",
        "{\"/tags\":{\"equals\":[\"a\",{\"n\":1}]}}",
        "{\"/tags/7\":{\"exists\":false}}",
        "{\"/a~1b/m~0n\":\"x\"}",
        "{\"/a~1b/0\":\"zero\"}",
        "{\"/\":7}",
        "{\"/huge\":{\"gt\":1e998}}",
        "{\"/tiny\":{\"gt\":0,\"lt\":1e-998}}",
        "{\"not\":{\"/missing\":1}}",
        "{\"not\":{\"/score\":5}}",
        "{\"any\":[{\"/score\":5},{\"/lang\":\"en-GB\"}]}",
        "{\"all\":[{\"/score\":4},{\"any\":[{\"/ok\":false},{\"not\":{\"/ok\":false}}]}]}",
        "{\"/score\":4,\"/ok\":true}",
      })
  void whatIsAskedForIsLetThrough(String filter) throws Exception {
    assertThat(accepts(filter, DATA)).isTrue();
    assertThat(filter(filter).miss(EventData.parse(DATA))).isEmpty();
    assertThat(accepts("{\"not\":" + filter + "}", DATA)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"/score\":5}|/~1score|/score is 4, and 5 is wanted",
        "{\"/score\":\"4\"}|/~1score|/score is 4, and \"4\" is wanted",
        "{\"/missing\":null}|/~1missing|/missing is not there, and null is wanted",
        "{\"/score\":{\"gt\":4}}|/~1score/gt|/score is 4, and a number above 4 is wanted",
        "{\"/score\":{\"gte\":1,\"lt\":4}}|/~1score/lt|/score is 4, and a number below 4 is wanted",
        "{\"/lang\":{\"lte\":9}}|/~1lang/lte|/lang is \"en-GB\", and a number of at most 9 is wanted",
        "{\"/missing\":{\"gte\":9}}|/~1missing/gte|/missing is not there, and a number of at least 9"
            + " is wanted",
        "{\"/big\":{\"gt\":12345678901234567890123}}|/~1big/gt|/big is 12345678901234567890123, and a"
            + " number above 12345678901234567890123 is wanted",
        "{\"/lang\":{\"in\":[\"de\",\"fr\"]}}|/~1lang/in|/lang is \"en-GB\", and one of 2 other values"
            + " is wanted",
        "{\"/score\":{\"prefix\":\"4\"}}|/~1score/prefix|/score is 4, and a text that begins with"
            + " \"4\" is wanted",
        "{\"/none\":{\"exists\":false}}|/~1none/exists|/none is null, and nothing may be there",
        "{\"/missing\":{\"exists\":true}}|/~1missing/exists|/missing is not there, and something must"
            + " be there",
        "{\"not\":{\"/score\":4}}|/not|what it excludes is so",
        "{\"any\":[{\"/score\":5},{\"/score\":6}]}|/any|none of its 2 conditions holds; of the first,"
            + " /score is 4, and 5 is wanted",
        "{\"all\":[{\"/score\":4},{\"/ok\":false}]}|/all/1/~1ok|/ok is true, and false is wanted",
      })
  void whatIsNotIsKeptBackWithTheConditionThatFailed(String filter, String pointer, String words)
      throws Exception {
    Filter compiled = filter(filter);
    assertThat(compiled.accepts(EventData.parse(DATA))).isFalse();
    assertThat(compiled.miss(EventData.parse(DATA))).contains(new Filter.Miss(pointer, words));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[]|''",
        "17|''",
        "{}|''",
        "{|''",
        "{\"score\":4}|/score",
        "{\"$or\":[]}|/$or",
        "{\"any\":[]}|/any",
        "{\"any\":{}}|/any",
        "{\"any\":[{}]}|/any/0",
        "{\"all\":[{\"/a\":1},7]}|/all/1",
        "{\"not\":{}}|/not",
        "{\"/a\":{}}|/~1a",
        "{\"/a\":[1]}|/~1a",
        "{\"/a\":{\"like\":1}}|/~1a/like",
        "{\"/a\":{\"gt\":\"4\"}}|/~1a/gt",
        "{\"/a\":{\"gt\":1e1000}}|/~1a/gt",
        "{\"/a\":{\"in\":[1,1e-1001]}}|/~1a/in/1",
        "{\"/a\":{\"equals\":{\"b\":[1e999999999]}}}|/~1a/equals/b/0",
        "{\"/a\":{\"in\":[]}}|/~1a/in",
        "{\"/a\":{\"in\":\"x\"}}|/~1a/in",
        "{\"/a\":{\"prefix\":\"\"}}|/~1a/prefix",
        "{\"/a\":{\"prefix\":4}}|/~1a/prefix",
        "{\"/a\":{\"exists\":\"true\"}}|/~1a/exists",
        "{\"/a~b\":1}|/~1a~0b",
        "{\"not\":{\"/a\":{\"gt\":null}}}|/not/~1a/gt",
      })
  void whatIsNoFilterIsRefusedWithItsPlace(String filter, String pointer) {
    assertThatThrownBy(() -> Filter.parse(filter))
        .asInstanceOf(type(BadFilterException.class))
        .extracting(bad -> bad.faults().stream().map(Fault::pointer).toList())
        .isEqualTo(List.of(pointer.equals("''") ? "" : pointer));
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThatThrownBy(() -> Filter.parse("{\"a\":1,\"/b\":{\"gt\":\"x\",\"what\":1},\"any\":[]}"))
        .asInstanceOf(type(BadFilterException.class))
        .extracting(bad -> bad.faults().stream().map(Fault::pointer).toList())
        .isEqualTo(List.of("/a", "/~1b/gt", "/~1b/what", "/any"));
  }

  @Test
  void aFilterIsBounded() {
    String[] many = new String[101];
    Arrays.fill(many, "{\"/a\":1}");
    String deep = "{\"not\":".repeat(8) + "{\"/a\":1}" + "}".repeat(8);
    String wide = "{\"/a\":{\"in\":[" + "1,".repeat(200) + "1]}}";
    String vast = "{\"/a\":\"" + "x".repeat(16 * 1024) + "\"}";
    for (String tooMuch : List.of("{\"any\":[" + String.join(",", many) + "]}", deep, wide, vast)) {
      assertThatThrownBy(() -> Filter.parse(tooMuch)).isInstanceOf(BadFilterException.class);
    }
    filter("{\"not\":".repeat(7) + "{\"/a\":1}" + "}".repeat(7));
  }

  /** What an owner would ask of the products' own events. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "aresgen|chatbot.csat.received|{\"/score\":{\"gte\":1},\"/language\":{\"exists\":true}}",
        "aresgen|workflow.run.completed|{\"/status\":{\"in\":[\"success\",\"failed\"]},\"/cost_usd\":"
            + "{\"lt\":1}}",
        "arka|usage.threshold.reached|{\"/threshold\":{\"in\":[80,90,100]}}",
        "hrizn|content.progress|{\"/progress_percent\":{\"gte\":0,\"lte\":100}}",
        "ainative|agent.task.complete|{\"/agent_types/0\":{\"exists\":true}}",
      })
  void theCataloguesExamplesAreLetThrough(String contract, String type, String filter) {
    assertThat(filter(filter).accepts(example(contract, type))).isTrue();
  }

  @Test
  void eachKeyOfEachExampleCanBeAskedFor() {
    for (Contract contract : Contracts.builtIn().all()) {
      for (EventType type : contract.catalogue().types()) {
        var example = example(contract.name(), type.type());
        for (Map.Entry<String, JsonNode> key : example.properties()) {
          String equal = "{\"/" + key.getKey() + "\":{\"equals\":" + key.getValue() + "}}";
          assertThat(filter(equal).accepts(example)).as(type.type() + equal).isTrue();
          String not = "{\"not\":" + equal + "}";
          assertThat(filter(not).accepts(example)).as(type.type() + not).isFalse();
        }
      }
    }
  }

  private static JsonNode example(String contract, String type) {
    EventType found =
        Contracts.builtIn().find(contract).orElseThrow().catalogue().find(type).orElseThrow();
    try {
      return EventData.parse(found.example().toString());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
