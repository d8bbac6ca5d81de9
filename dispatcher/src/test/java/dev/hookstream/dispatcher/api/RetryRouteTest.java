package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.api.port.DeliveryView;
import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One delivery once more, by hand. */
class RetryRouteTest extends WebhookApi {
  private String webhook = "";

  @BeforeEach
  void webhook() {
    webhook = api.post("/v1/webhooks", key, HOOK).at("/id");
  }

  private LogRow row(LogStatus status, int attempts) {
    LogRow row = Samples.row(Samples.ref("dlv_1", "ws_1", "aresgen", webhook));
    row.setStatus(status);
    row.setAttempts(attempts);
    row.setLastAttempt(new AttemptPointer(2, 1, 0, 0L));
    api.parts.log.deliveries.put("dlv_1", new DeliveryView(row, List.of(), "{\"n\":1}"));
    return row;
  }

  @Test
  void aDeliveryIsRetriedFromTheRoundThatTheLogKnows() {
    for (LogStatus status :
        List.of(LogStatus.FAILED, LogStatus.RETRYING, LogStatus.DELIVERED, LogStatus.DISCARDED)) {
      LogRow row = row(status, 1);
      assertThat(api.post("/v1/deliveries/dlv_1/retry", key, "").is(202).at("/id"))
          .isEqualTo("dlv_1");
      assertThat(api.parts.replays.retries)
          .containsExactly(new FakeReplays.Retry(row.getRef(), 2, "{\"n\":1}"));
      api.parts.replays.retries.clear();
    }
  }

  @Test
  void aDeliveryThatCannotBeRetriedSaysWhy() {
    api.send("POST", "/v1/deliveries/dlv_1/retry", key, null).is(404);
    row(LogStatus.HELD, 0);
    assertThat(retry().at("/detail")).contains("first attempt");
    row(LogStatus.FAILED, 1).setTest(true);
    assertThat(retry().at("/detail")).contains("test");
    LogRow row = row(LogStatus.FAILED, 1);
    api.parts.log.deliveries.put("dlv_1", new DeliveryView(row, List.of(), null));
    assertThat(retry().at("/detail")).contains("body");
    row(LogStatus.FAILED, 1);
    api.send("DELETE", "/v1/webhooks/" + webhook, key, null).is(204);
    assertThat(retry().at("/detail")).contains("deleted");
    api.send("POST", "/v1/deliveries/dlv_1/retry", api.key("ws_1", "arka"), null).is(404);
    assertThat(api.parts.replays.retries).isEmpty();
  }

  @Test
  void ofRetriesByHandAWorkspaceHasOnlySoManyAtOnce() {
    row(LogStatus.FAILED, 1);
    for (int i = 0; i < RetryRoute.BURST; i++) {
      api.post("/v1/deliveries/dlv_1/retry", key, "").is(202);
    }
    Answer refused = api.post("/v1/deliveries/dlv_1/retry", key, "").is(429);
    assertThat(refused.response().headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.at("/detail"))
        .contains("20 deliveries a second", "POST /v1/dead-letters/retry", "replay");
    assertThat(api.parts.replays.retries).hasSize(RetryRoute.BURST);
    api.post("/v1/dead-letters/retry", key, "{}").is(202);
    String other = api.key("ws_2", "aresgen");
    String theirs = api.post("/v1/webhooks", other, HOOK).at("/id");
    LogRow row = Samples.row(Samples.ref("dlv_2", "ws_2", "aresgen", theirs));
    row.setStatus(LogStatus.FAILED);
    api.parts.log.deliveries.put("dlv_2", new DeliveryView(row, List.of(), "{}"));
    api.post("/v1/deliveries/dlv_2/retry", other, "").is(202);
  }

  private Answer retry() {
    return api.send("POST", "/v1/deliveries/dlv_1/retry", key, null).is(409);
  }
}
