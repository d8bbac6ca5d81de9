package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.dispatcher.api.port.Operations.Busy;
import dev.hookstream.dispatcher.api.port.Operations.Lag;
import dev.hookstream.dispatcher.api.port.Operations.Order;
import dev.hookstream.dispatcher.api.port.Operations.Rejected;
import dev.hookstream.dispatcher.api.port.Page;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the operator is told. */
class OperationRoutesTest {
  private static final String OPERATOR = ApiFixture.OPERATOR;

  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/workspaces",
        "/v1/operations/lag",
        "/v1/operations/webhooks",
        "/v1/rejected-events"
      })
  void aWorkspacesKeyIsTurnedAway(String path) {
    api.get(path, api.key("ws_1", "arka")).is(403);
    api.get(path, null).is(401);
    api.get(path, OPERATOR).is(200);
  }

  @Test
  void aRejectedEventIsPutBackByTheOperatorAlone() {
    String path = "/v1/rejected-events/0-7/retry";
    api.send("POST", path, api.key("ws_1", "arka"), null).is(403);
    Answer now = api.send("POST", path, OPERATOR, null).is(202);
    assertThat(now.json().toString())
        .isEqualTo("{\"id\":\"0-7\",\"topic\":\"events\",\"partition\":\"3\",\"offset\":\"1042\"}");
    api.send("POST", "/v1/rejected-events/0-9/retry", OPERATOR, null).is(404);
    api.send("POST", "/v1/rejected-events/0-8/retry", OPERATOR, null).is(409);
    api.parts.operations.kafkaAnswers = false;
    api.send("POST", path, OPERATOR, null).is(503);
  }

  @Test
  void workspacesAreThoseWithAKey() {
    api.key("ws_b", "arka");
    api.key("ws_a", "arka");
    api.key("ws_b", "standard");
    Answer first = api.get("/v1/workspaces?limit=1", OPERATOR).is(200);
    assertThat(first.json().at("/data").toString())
        .isEqualTo("[{\"id\":\"ws_a\",\"keys\":1,\"contracts\":[\"arka\"]}]");
    Answer second =
        api.get("/v1/workspaces?limit=1&cursor=" + first.at("/next_cursor"), OPERATOR).is(200);
    assertThat(second.json().at("/data").toString())
        .isEqualTo("[{\"id\":\"ws_b\",\"keys\":2,\"contracts\":[\"arka\",\"standard\"]}]");
    assertThat(second.json().at("/next_cursor").isNull()).isTrue();
  }

  @Test
  void lagByGroupAndTopicWithTheDelayLines() {
    api.parts.operations.lags =
        List.of(
            new Lag("dispatch", "events", 12, 7, null),
            new Lag("delay", "retry-5s", 12, 2, 5_000L));
    assertThat(api.get("/v1/operations/lag", OPERATOR).is(200).json().at("/data").toString())
        .isEqualTo(
            "[{\"group\":\"dispatch\",\"topic\":\"events\",\"partitions\":12,\"waiting\":7,\"delay_seconds\":null},"
                + "{\"group\":\"delay\",\"topic\":\"retry-5s\",\"partitions\":12,\"waiting\":2,\"delay_seconds\":5}]");
    api.parts.operations.kafkaAnswers = false;
    api.get("/v1/operations/lag", OPERATOR).is(503);
  }

  @Test
  void theBusyOnesInEitherOrder() {
    api.parts.operations.busy =
        List.of(
            new Busy("ws_1", "wh_1", new LaneView(0, 9, null, 4, 2, false, null), 1_500L),
            new Busy("ws_2", "wh_2", LaneView.IDLE, null));
    Answer slowest = api.get("/v1/operations/webhooks?by=slowest&limit=1", OPERATOR).is(200);
    assertThat(slowest.json().at("/data").toString())
        .isEqualTo(
            "[{\"workspace_id\":\"ws_1\",\"webhook_id\":\"wh_1\",\"backlog\":9,\"oldest_waiting_at\":null,"
                + "\"window\":4,\"in_flight\":2,\"circuit\":\"closed\",\"p99_response_time_ms\":1.5}]");
    assertThat(api.parts.operations.asked).isEqualTo(Order.SLOWEST);
    api.get("/v1/operations/webhooks", OPERATOR).is(200);
    assertThat(api.parts.operations.asked).isEqualTo(Order.LARGEST);
    api.get("/v1/operations/webhooks?by=luck", OPERATOR).is(400);
  }

  @Test
  void whatWasRejectedWithItsPlace() {
    Rejected one =
        new Rejected(
            "0-3",
            1_700_000_000_000L,
            "unreadable",
            "is no JSON",
            null,
            "ws_1",
            "events",
            "0",
            "17",
            4,
            "<b>x");
    api.parts.operations.page = new Page<>(List.of(one), "0:3");
    Answer page = api.get("/v1/rejected-events", OPERATOR).is(200);
    assertThat(page.at("/data/0/reason")).isEqualTo("unreadable");
    assertThat(page.at("/data/0/head")).isEqualTo("<b>x");
    api.get("/v1/rejected-events?cursor=" + page.at("/next_cursor"), OPERATOR).is(200);
    api.get("/v1/rejected-events?cursor=bm9uZQ", OPERATOR).is(400);
  }
}
