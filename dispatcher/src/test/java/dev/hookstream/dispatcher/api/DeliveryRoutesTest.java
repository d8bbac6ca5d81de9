package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.DeliveryFilter;
import dev.hookstream.dispatcher.api.port.DeliveryView;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryRoutesTest {
  private static final String HOOK = "{\"url\":\"https://example.com/h\",\"events\":[\"*\"]}";

  private final ApiFixture api = new ApiFixture();
  private final String key = api.key("ws_1", "aresgen");
  private String path = "";

  @BeforeEach
  void webhook() {
    path = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).at("/id") + "/deliveries";
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aListShowsWhatTheLogHas() {
    api.parts.log.page =
        new Page<>(List.of(Samples.row(Samples.ref("dlv_1", "ws_1", "aresgen", "wh_1"))), "row-7");
    Answer list = api.get(path, key).is(200);
    assertThat(list.json().at("/data/0").toString())
        .isEqualTo(
            "{\"id\":\"dlv_1\",\"event_id\":\"evt_1\",\"type\":\"chat.message.created\","
                + "\"webhook_id\":\"wh_1\",\"status\":\"retrying\",\"test\":false,"
                + "\"replay_id\":null,\"accepted_at\":\"2023-11-14T22:13:20.123Z\","
                + "\"attempt_count\":1,\"last_attempt_at\":\"2023-11-14T22:13:20.223Z\","
                + "\"last_status_code\":500,\"last_error\":\"status\","
                + "\"last_response_time_ms\":13,"
                + "\"next_attempt_at\":\"2023-11-14T22:13:25.223Z\",\"reason\":null}");
    api.get(path + "?cursor=" + list.at("/next_cursor"), key).is(200);
    assertThat(api.parts.log.askedCursor).isEqualTo("row-7");
  }

  @Test
  void everyFilterReachesTheLog() {
    api.get(
            path
                + "?type=voice.trained&status=failed&event_id=evt_9"
                + "&since=2026-01-01T00:00:00Z&until=2026-01-01T01:00:00%2B01:00",
            key)
        .is(200);
    assertThat(api.parts.log.askedFilter)
        .isEqualTo(
            new DeliveryFilter(
                "voice.trained",
                LogStatus.FAILED,
                "evt_9",
                1_767_225_600_000L,
                1_767_225_600_000L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=251",
        "limit=x",
        "limit=99999999999999",
        "limit=",
        "limit=1&limit=2",
        "limt=1",
        "cursor=!!",
        "cursor=bm90LW91cnM",
        "cursor=",
        "status=lost",
        "type=a%20b",
        "event_id=a%0Ab",
        "since=yesterday",
        "until=2026-13-01T00:00:00Z",
        "since=2026-01-01",
      })
  void aParameterThatIsWrongIsNamed(String query) {
    Answer refused = api.get(path + "?" + query, key).is(400);
    assertThat(refused.pointers()).containsExactly(query.substring(0, query.indexOf('=')));
  }

  @Test
  void aDeliveryShowsItsAttemptsAndItsPayloadAsItWasSent() {
    DeliveryRef ref = Samples.ref("dlv_1", "ws_1", "aresgen", "wh_1");
    String payload = "{\"id\": \"evt_1\", \"data\": {\"n\": 0.0382}}";
    api.parts.log.deliveries.put(
        "dlv_1", new DeliveryView(Samples.row(ref), List.of(Samples.attempt(ref)), payload));
    Answer read = api.get("/v1/deliveries/dlv_1", key).is(200);
    assertThat(read.text()).contains("\"payload\":" + payload).doesNotContain("c2VhbGVk");
    Answer text = api.get("/v1/deliveries/dlv_1?payload=text", key).is(200);
    assertThat(text.at("/payload")).isEqualTo(payload);
    assertThat(read.at("/attempts/0/number")).isEqualTo("1");
    // What the record has are times since the beginning; shown is what each step took.
    assertThat(read.json().at("/attempts/0/timings").toString())
        .isEqualTo(
            "{\"resolve_ms\":1.0,\"connect_ms\":2.5,\"tls_ms\":null,\"first_byte_ms\":6.5,"
                + "\"total_ms\":12.6}");
    assertThat(read.at("/attempts/0/response_body")).isEqualTo("oh \"no\" é");
    assertThat(read.at("/attempts/0/error/message")).isEqualTo("the receiver answered 500");
    assertThat(read.json().at("/attempts/0/request_headers/1/value").isNull()).isTrue();
    api.get("/v1/deliveries/dlv_2", key).is(404);
    api.get("/v1/deliveries/dlv_1", api.key("ws_2", "aresgen")).is(404);
    api.get("/v1/deliveries/dlv_1", api.key("ws_1", "arka")).is(404);
    api.parts.log.deliveries.put("dlv_1", new DeliveryView(Samples.row(ref), List.of(), null));
    assertThat(api.get("/v1/deliveries/dlv_1", key).json().at("/payload").isNull()).isTrue();
  }

  @Test
  void deliveriesOfAnothersWebhookAreNotFound() {
    api.get(path, api.key("ws_2", "aresgen")).is(404);
    api.get("/v1/webhooks/wh_none/deliveries", key).is(404);
  }
}
