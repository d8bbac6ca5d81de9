package dev.hookstream.dispatcher.e2e;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An instance of all roles has delivered, failed, given up, rejected and replayed, and tells so.
 */
class MetricsTest {
  private static final Set<String> OTHERS = Set.of("jvm_", "process_", "system_", "kafka_");
  private static final String WORKSPACE = "ws_metrics";

  private static final String TWICE =
      """
      contract: twice
      timeout: 30s
      body: data
      signature:
        signed: "{body}"
        encoding: hex
        headers: {Signature: "{signature}"}
      secret: {made_by: ours}
      retry:
        delays: [1s]
      """;

  @TempDir static Path folder;

  private static final Receiver RECEIVER = new Receiver();
  private static RunningInstance instance;
  private static Scrape scrape;
  private static MetricsPage page;

  @BeforeAll
  static void live() throws Exception {
    page = new MetricsPage();
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("twice.yaml"), TWICE);
    instance =
        new RunningInstance(TestBroker.settings(), folder.resolve("state"))
            .with("CONTRACTS", contracts.toString())
            .start();
    RECEIVER.failing("/never", Integer.MAX_VALUE);
    instance.api().webhook(WORKSPACE, "standard", RECEIVER.url("/ok"), "*");
    instance.api().webhook(WORKSPACE, "twice", RECEIVER.url("/never"), "*");
    try (Publisher publisher = new Publisher(instance.kafka())) {
      publisher.json(WORKSPACE, "evt_1", Samples.TYPE, Samples.DATA).get();
      publisher.json(WORKSPACE, "evt_1", Samples.TYPE, Samples.DATA).get();
      publisher.json(WORKSPACE, "evt_2", Samples.TYPE, "1").get();
    }
    RECEIVER.next("/ok");
    Eventually.that(
        "the event can be replayed",
        () ->
            instance.api().offer(WORKSPACE, "/v1/webhooks/replay", "{\"event_id\":\"evt_1\"}")
                == 202);
    RECEIVER.next("/ok");
    Eventually.that("everything is told", MetricsTest::everythingIsTold);
  }

  @AfterAll
  static void stop() {
    instance.close();
    RECEIVER.close();
  }

  private static boolean everythingIsTold() throws Exception {
    scrape = new Scrape(instance.api().ask("", "/metrics").body());
    return scrape.sum("hookstream_deliveries_total", "contract", "twice", "outcome", "dead_letter")
            == 2
        && scrape.sum("hookstream_topic_written_total", "topic", "dead-letters") > 0
        && scrape.sum("hookstream_lag_records") == 0
        && scrape.types().keySet().containsAll(page.ours().keySet());
  }

  @Test
  void each_metric_of_the_page_is_there_with_its_type_and_its_labels() {
    Map<String, String> types = new TreeMap<>();
    page.ours().forEach((name, row) -> types.put(name, row.type()));
    assertThat(scrape.types()).containsAllEntriesOf(types);
    page.ours()
        .forEach(
            (name, row) -> assertThat(row.labels()).as(name).containsAll(scrape.labelsOf(name)));
  }

  @Test
  void each_metric_that_is_there_is_on_the_page() {
    Set<String> known = new TreeSet<>(page.ours().keySet());
    page.ours().keySet().forEach(name -> known.add(name + "_max"));
    assertThat(
            scrape.types().keySet().stream()
                .filter(name -> OTHERS.stream().noneMatch(name::startsWith))
                .filter(name -> !known.contains(name)))
        .isEmpty();
  }

  @Test
  void of_kafkas_own_only_those_of_the_page_are_let_through() {
    Set<String> kafkas =
        scrape.types().keySet().stream()
            .filter(name -> name.startsWith("kafka_"))
            .collect(Collectors.toSet());
    assertThat(kafkas).isSubsetOf(page.kafkas());
    for (String app : new String[] {"kafka_stream_thread_", "kafka_consumer_", "kafka_producer_"}) {
      assertThat(kafkas).as(app).anyMatch(name -> name.startsWith(app));
    }
  }

  @Test
  void what_has_happened_is_counted() {
    Map<String, Double> told = new TreeMap<>();
    told.put("events", scrape.sum("hookstream_events_accepted_total", "class", "live"));
    told.put("replayed", scrape.sum("hookstream_events_accepted_total", "class", "replay"));
    told.put("matches", scrape.sum("hookstream_events_matches_total"));
    told.put("duplicates", scrape.sum("hookstream_events_duplicates_total"));
    told.put("rejected", scrape.sum("hookstream_events_rejected_total"));
    told.put("not JSON", scrape.sum("hookstream_events_rejected_total", "reason", "data_not_json"));
    told.put("delivered", deliveries("standard", "delivered"));
    told.put("retries", deliveries("twice", "retry"));
    told.put("given up", scrape.sum("hookstream_dead_letters_total", "reason", "attempts_used_up"));
    told.put("attempts", scrape.sum("hookstream_sender_attempts_total"));
    told.put("answers with 500", scrape.sum("hookstream_sender_responses_total", "status", "5xx"));
    told.put("latencies", scrape.sum("hookstream_delivery_latency_seconds_count"));
    told.put("latenesses", scrape.sum("hookstream_delay_lateness_seconds_count"));
    told.put("asked for by replays", scrape.sum("hookstream_replay_requested_total"));
    told.put("alerts", scrape.sum("hookstream_alerts_raised_total", "kind", "delivery_exhausted"));
    // A replay asks for the event once for each webhook.
    assertThat(told)
        .isEqualTo(
            new TreeMap<>(
                Map.ofEntries(
                    entry("events", 1.0),
                    entry("replayed", 2.0),
                    entry("matches", 4.0),
                    entry("duplicates", 1.0),
                    entry("rejected", 1.0),
                    entry("not JSON", 1.0),
                    entry("delivered", 2.0),
                    entry("retries", 2.0),
                    entry("given up", 2.0),
                    entry("attempts", 6.0),
                    entry("answers with 500", 4.0),
                    entry("latencies", 2.0),
                    entry("latenesses", 2.0),
                    entry("asked for by replays", 2.0),
                    entry("alerts", 2.0))));
  }

  @Test
  void it_is_well_and_says_so() {
    assertThat(scrape.sum("hookstream_ready")).isEqualTo(5);
    assertThat(scrape.sum("hookstream_streams_state", "state", "running")).isEqualTo(2);
    assertThat(scrape.sum("hookstream_streams_threads_alive"))
        .isEqualTo(scrape.sum("hookstream_streams_threads_configured"));
    assertThat(scrape.sum("hookstream_restore_records_left")).isZero();
    assertThat(scrape.sum("hookstream_state_bytes")).isPositive();
  }

  @Test
  void it_is_a_page_and_no_book() {
    assertThat(scrape.series()).isLessThan(2_000);
    assertThat(scrape.bytes()).isLessThan(250_000);
  }

  private static double deliveries(String contract, String outcome) {
    return scrape.sum("hookstream_deliveries_total", "contract", contract, "outcome", outcome);
  }
}
