package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRoutesTest {
  private final ApiFixture api = new ApiFixture();
  private final String key = api.key("ws_1", "aresgen");

  @AfterEach
  void close() {
    api.close();
  }

  private Event only() {
    assertThat(api.parts.published).hasSize(1);
    return api.parts.published.get(0);
  }

  private static String event(String data) {
    return "{\"type\":\"chatbot.csat.received\",\"data\":" + data + "}";
  }

  @Test
  void anEventIsAcceptedOnceKafkaHasIt() {
    Answer answer = api.post("/v1/events", key, event("{\"score\":5}")).is(202);
    assertThat(only().getId()).isEqualTo(answer.at("/id")).startsWith("evt_");
    assertThat(only().getWorkspaceId()).isEqualTo("ws_1");
    assertThat(only().getProduct()).isEqualTo("aresgen");
    assertThat(only().getOccurredAt()).isEqualTo(ApiFixture.NOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"b\" : 0.0382 , \"a\":12345678901234567890, \"e\":1e2,\n\t\"u\":\"\\u00e9é🙂\" }",
        "{\"z\":1.0,\"y\":-0,\"x\":1E+2,\"w\":[ ],\"v\":{ },\"s\":\"\\/\\ud83d\\ude42 \\ud800\"}",
        "{}",
        "{\"deep\":{\"data\":{\"data\":\"}\"}},\"data\":\"\\\"data\\\":{\"}"
      })
  void dataReachesKafkaByteForByte(String data) {
    api.post("/v1/events", key, event(data)).is(202);
    assertThat(only().getData()).isEqualTo(data);
  }

  @Test
  void whatThePublisherGivesIsKept() {
    String body =
        "{\"id\":\"my-1\",\"occurred_at\":\"2026-01-02T03:04:05.6789+02:00\",\"data\":{},"
            + "\"type\":\"voice.trained\",\"workspace_id\":\"ws_1\",\"product\":\"aresgen\"}";
    assertThat(api.post("/v1/events", key, body).is(202).at("/id")).isEqualTo("my-1");
    assertThat(only().getOccurredAt()).isEqualTo(Instant.parse("2026-01-02T01:04:05.678Z"));
  }

  @Test
  void theSameIdempotencyKeyIsTheSameEvent() {
    String first = api.post("/v1/events", key, event("{}"), "Idempotency-Key", "a").at("/id");
    String again = api.post("/v1/events", key, event("{}"), "Idempotency-Key", "a").at("/id");
    String other = api.post("/v1/events", key, event("{}"), "Idempotency-Key", "b").at("/id");
    String elsewhere =
        api.post("/v1/events", api.key("ws_2", "aresgen"), event("{}"), "Idempotency-Key", "a")
            .at("/id");
    assertThat(first).isEqualTo(again).matches("evt_[0-9a-z]{26}");
    assertThat(Set.of(first, other, elsewhere)).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"type\":\"chatbot.csat.received\",\"data\":{\"score\":{}}}|/data/score",
        "{\"type\":\"chatbot.csat.received\",\"data\":{\"score\":{\"a\":1e999999999}}}|/data/score",
        "{\"type\":\"chatbot.csat.recieved\",\"data\":{}}|/type",
        "{\"type\":\"chatbot.*\",\"data\":{}}|/type",
        "{\"data\":{}}|/type",
        "{\"type\":\"voice.trained\"}|/data",
        "{\"type\":\"voice.trained\",\"data\":null}|/data",
        "{\"type\":\"voice.trained\",\"data\":\"{}\"}|/data",
        "{\"type\":\"voice.trained\",\"data\":[]}|/data",
        "{\"type\":\"voice.trained\",\"data\":{},\"id\":\"\"}|/id",
        "{\"type\":\"voice.trained\",\"data\":{},\"id\":\"a b\"}|/id",
        "{\"type\":\"voice.trained\",\"data\":{},\"id\":\"a\\n\"}|/id",
        "{\"type\":\"voice.trained\\n\",\"data\":{}}|/type",
        "{\"type\":\"voice.trained\",\"data\":{},\"id\":\"a\\r\\nX: y\"}|/id",
        "{\"type\":\"voice.trained\",\"data\":{},\"occurred_at\":\"yesterday\"}|/occurred_at",
        "{\"type\":\"voice.trained\",\"data\":{},\"occurred_at\":1700000000}|/occurred_at",
        "{\"type\":\"voice.trained\",\"data\":{},\"product\":\"arka\"}|/product",
        "{\"type\":\"voice.trained\",\"data\":{},\"more\":1}|/more",
      })
  void anEventThatIsWrongIsRefusedWithItsPlace(String body, String pointer) {
    Answer refused = api.post("/v1/events", key, body).is(422);
    assertThat(refused.pointers()).containsExactly(pointer);
    assertThat(api.parts.published).isEmpty();
  }

  @Test
  void numbersOfAnySizeAreMeasuredInBoundedTime() {
    api.post("/v1/events", key, event("{\"score\":1e999999999}"));
    api.post("/v1/events", key, event("{\"score\":-1e-999999999}"));
    String standard = api.key("ws_1", "standard");
    api.post("/v1/events", standard, event("{\"n\":" + "9".repeat(1000) + "}")).is(202);
  }

  @Test
  void anEventForAnotherWorkspaceIsNotFound() {
    String body = "{\"type\":\"voice.trained\",\"data\":{},\"workspace_id\":\"ws_2\"}";
    api.post("/v1/events", key, body).is(404);
  }

  @Test
  void theOperatorPublishesForAnyWorkspace() {
    String op = ApiFixture.OPERATOR;
    String body = "{\"type\":\"x.y\",\"data\":{},\"workspace_id\":\"ws_7\"%s}";
    api.post("/v1/events", op, body.formatted("")).is(202);
    assertThat(only().getProduct()).isNull();
    assertThat(only().getWorkspaceId()).isEqualTo("ws_7");
    api.post("/v1/events", op, body.formatted(",\"product\":\"arka\"")).is(422);
    api.post("/v1/events", op, body.formatted(",\"product\":\"nosuch\"")).is(422);
    api.parts.contracts.put("ws_7", Set.of("arka"));
    assertThat(api.post("/v1/events", op, body.formatted("")).is(422).pointers())
        .containsExactly("/type");
    api.parts.contracts.put("ws_7", Set.of("arka", "standard"));
    api.post("/v1/events", op, body.formatted("")).is(202);
    api.post("/v1/events", op, body.formatted(""), "X-Workspace-Id", "ws_8").is(422);
    api.post("/v1/events", op, "{\"type\":\"x.y\",\"data\":{}}").is(400);
    api.post("/v1/events", op, "{\"type\":\"x.y\",\"data\":{}}", "X-Workspace-Id", "w").is(202);
  }

  @Test
  void kafkaThatDoesNotAnswerIsA503AndATooLargeRecordA413() {
    api.parts.publish =
        event -> CompletableFuture.failedFuture(new NotReadyException("Kafka did not confirm"));
    api.post("/v1/events", key, event("{}")).is(503);
    api.parts.publish = event -> CompletableFuture.failedFuture(new RecordTooLargeException("big"));
    api.post("/v1/events", key, event("{}")).is(413);
    api.post("/v1/events", key, event("{\"x\":\"" + "x".repeat(70_000) + "\"}")).is(413);
  }

  @Test
  void aBatchAnswersForEachEventInItsOrder() {
    String body =
        "{\"events\":["
            + event("{\"a\": 1.0}")
            + ","
            + event("{\"score\":{}}")
            + ",17,"
            + event("{\"x\":\"" + "x".repeat(70_000) + "\"}")
            + ","
            + event("{\"b\": 2 }")
            + "]}";
    Answer answer = api.post("/v1/events/batch", key, body).is(200);
    assertThat(answer.json().at("/data").findValuesAsText("status").stream().filter(s -> true))
        .startsWith("202");
    assertThat(answer.at("/data/0/status")).isEqualTo("202");
    assertThat(answer.at("/data/1/problem/errors/0/pointer")).isEqualTo("/data/score");
    assertThat(answer.at("/data/2/status")).isEqualTo("422");
    assertThat(answer.at("/data/3/status")).isEqualTo("413");
    assertThat(answer.at("/data/4/status")).isEqualTo("202");
    assertThat(api.parts.published)
        .extracting(Event::getData)
        .containsExactly("{\"a\": 1.0}", "{\"b\": 2 }");
    String many = "{\"events\":[" + "{},".repeat(1000) + "{}]}";
    api.post("/v1/events/batch", key, many).is(422);
    api.post("/v1/events/batch", key, "{\"events\":[]}").is(422);
    api.parts.publish = event -> CompletableFuture.failedFuture(new IllegalStateException("x"));
    Answer failed = api.post("/v1/events/batch", key, "{\"events\":[" + event("{}") + "]}").is(200);
    assertThat(failed.at("/data/0/status")).isEqualTo("503");
  }

  @Test
  void anEventIsReadBackWithItsDeliveriesAndItsBytes() {
    String data = "{ \"cost\": 0.0382, \"big\": 12345678901234567890 }";
    Event event =
        Event.newBuilder()
            .setId("evt_1")
            .setType("x")
            .setWorkspaceId("ws_1")
            .setOccurredAt(ApiFixture.NOW)
            .setData(data)
            .build();
    api.parts.events.put("evt_1", new EventView(event, 0, 1, 1L));
    api.parts.eventRows.put(
        "evt_1",
        List.of(
            Samples.row(Samples.ref("dlv_1", "ws_1", "aresgen", "wh_1")),
            Samples.row(Samples.ref("dlv_2", "ws_1", "arka", "wh_2"))));
    Answer read = api.get("/v1/events/evt_1", key).is(200);
    assertThat(read.text()).contains("\"data\":" + data);
    assertThat(read.json().at("/deliveries").findValuesAsText("id")).containsExactly("dlv_1");
    api.get("/v1/events/evt_2", key).is(404);
    api.get("/v1/events/evt_1", api.key("ws_2", "aresgen")).is(404);
    event.setProduct("arka");
    api.get("/v1/events/evt_1", key).is(404);
  }

  @Test
  void theCatalogueIsTheKeysContracts() {
    Answer types = api.get("/v1/event-types", key).is(200);
    assertThat(types.json().at("/data")).hasSize(10);
    assertThat(types.at("/data/0/type")).isEqualTo("chat.message.created");
    assertThat(types.json().at("/operational")).hasSize(5);
    assertThat(types.at("/operational/1/type")).isEqualTo("endpoint.disabled");
    assertThat(types.json().at("/data/0/schema").isObject()).isTrue();
    api.get("/v1/event-types?contract=arka", key).is(404);
    assertThat(api.get("/v1/event-types", ApiFixture.OPERATOR).is(200).json().at("/data"))
        .isEmpty();
    assertThat(
            api.get("/v1/event-types?contract=arka", ApiFixture.OPERATOR)
                .is(200)
                .json()
                .at("/data"))
        .hasSize(5);
    api.get("/v1/event-types?contract=none", ApiFixture.OPERATOR).is(404);
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] body = event("{\"a\":\"x\"}").getBytes(StandardCharsets.UTF_8);
    body[body.length - 4] = (byte) 0xff;
    assertThat(api.send("POST", "/v1/events", key, body).is(400).at("/detail")).contains("UTF-8");
  }
}
