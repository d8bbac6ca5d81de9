package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.topology.log.LogFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatsRouteTest {
  private static final String HOOK = "{\"url\":\"https://example.com/h\",\"events\":[\"*\"]}";
  private static final long NOW = ApiFixture.NOW.toEpochMilli();

  private final ApiFixture api = new ApiFixture();
  private final String key = api.key("ws_1", "aresgen");
  private String webhook = "";

  @BeforeEach
  void webhook() {
    webhook = "/v1/webhooks/" + api.post("/v1/webhooks", key, HOOK).at("/id");
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aRowOfEachBucketShowsCountsAndPercentiles() {
    long at = Instant.parse("2026-05-11T07:00:00Z").toEpochMilli();
    api.parts.log.figures =
        List.of(
            new LogFigures(at, 10, 2, 1, 3, 12_345L, 99_000L),
            new LogFigures(at + 3_600_000, 0, 0, 0, 0, null, null));
    Answer stats = api.get(webhook + "/stats", key).is(200);
    assertThat(stats.json().toString())
        .isEqualTo(
            "{\"since\":\"2026-05-10T08:14:22.184Z\",\"until\":\"2026-05-11T08:14:22.184Z\","
                + "\"bucket\":\"1h\",\"data\":["
                + "{\"at\":\"2026-05-11T07:00:00Z\",\"delivered\":10,\"failed_attempts\":2,"
                + "\"dead_lettered\":1,\"discarded\":3,\"p50_response_time_ms\":12.345,"
                + "\"p99_response_time_ms\":99.0},"
                + "{\"at\":\"2026-05-11T08:00:00Z\",\"delivered\":0,\"failed_attempts\":0,"
                + "\"dead_lettered\":0,\"discarded\":0,\"p50_response_time_ms\":null,"
                + "\"p99_response_time_ms\":null}]}");
  }

  @Test
  void timeAndBucketReachTheLog() {
    api.get(webhook + "/stats?since=2026-05-11T00:00:00Z&until=2026-05-11T01:00:00Z&bucket=5m", key)
        .is(200);
    long since = Instant.parse("2026-05-11T00:00:00Z").toEpochMilli();
    assertThat(api.parts.log.askedSpan)
        .containsExactly(since, since + 3_600_000, Duration.ofMinutes(5).toMillis());
    api.get(webhook + "/stats?bucket=1d", key).is(200);
    assertThat(api.parts.log.askedSpan)
        .containsExactly(NOW - 86_400_000, NOW, Duration.ofDays(1).toMillis());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bucket=2h",
        "bucket=",
        "since=2026-05-11T09:00:00Z",
        "since=1960-01-01T00:00:00Z",
        "until=nonsense",
        "bucket=5m&since=2026-05-08T00:00:00Z",
        "bucket=1h&since=2026-01-01T00:00:00Z",
        "limit=3",
      })
  void whatCannotBeAnsweredIsRefusedByName(String query) {
    Answer refused = api.get(webhook + "/stats?" + query, key).is(400);
    assertThat(refused.pointers()).containsExactly(query.substring(0, query.indexOf('=')));
  }

  @Test
  void anothersFiguresAreNotFound() {
    api.get(webhook + "/stats", api.key("ws_2", "aresgen")).is(404);
    api.get(webhook + "/stats", api.key("ws_1", "arka")).is(404);
  }

  @Test
  void aWebhookShowsTheRateOfTheLastHourAndIsShownWithoutIt() {
    String id = webhook.substring(webhook.lastIndexOf('/') + 1);
    assertThat(api.get(webhook, key).json().at("/health/success_rate_last_hour").isNull()).isTrue();
    api.parts.log.rates = Map.of(id, 0.75);
    assertThat(api.get(webhook, key).at("/health/success_rate_last_hour")).isEqualTo("0.75");
    assertThat(api.get("/v1/webhooks", key).at("/data/0/health/success_rate_last_hour"))
        .isEqualTo("0.75");
    api.parts.log.ready = false;
    assertThat(api.get(webhook, key).is(200).json().at("/health/success_rate_last_hour").isNull())
        .isTrue();
  }
}
