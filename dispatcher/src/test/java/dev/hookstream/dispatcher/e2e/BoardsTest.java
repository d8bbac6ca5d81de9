package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of every board and every rule, asked of a real Prometheus that watches an instance
 * while it delivers, fails, gives up, rejects, replays and mails. Skipped where there is no {@code
 * prometheus}.
 */
class BoardsTest {
  private static final String WORKSPACE = "ws_boards";

  /** As often as it takes for what is told once in some seconds; only a defect takes all of it. */
  private static final int ROUNDS = 40;

  private static final int GIVEN_UP = 3;

  private static final String CONTRACT =
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

  /** What a healthy minute does not show, by a part of the query. */
  private static final Map<String, String> ONLY_IN_TROUBLE =
      Map.of(
          "max by (alertname, severity) (ALERTS",
          "no alert fires within seconds",
          "sum by (error) (rate(hookstream_sender_attempts_total{job=\"$job\",result=\"not_attempted\"}",
          "a sender returns deliveries when it stops, or after minutes in a queue");

  /** What has happened must be seen: more than nothing there. */
  private static final Set<String> HAPPENED =
      Set.of(
          "overview.json, Events in, deliveries out A",
          "overview.json, Events in, deliveries out C",
          "overview.json, Latency of first attempts C",
          "overview.json, Dead letters A",
          "overview.json, Rejected events B",
          "overview.json, Requests A",
          "flow.json, Topics and who reads them A",
          "flow.json, Topics and who reads them B",
          "endpoints.json, Answers A",
          "endpoints.json, Endpoints G",
          "endpoints.json, Endpoints H",
          "endpoint.json, Attempts of the last hour A",
          "failures.json, Retries decided, by contract B",
          "failures.json, Delivered in the end, after A",
          "failures.json, By reason A",
          "failures.json, By contract A",
          "failures.json, Seen twice, or misplaced A",
          "failures.json, Records looked at, events asked for B",
          "failures.json, Replays delivered A",
          "failures.json, Alerts to owners and operators A",
          "failures.json, Mails A",
          "runtime.json, Records processed A",
          "runtime.json, Longest pause A");

  @TempDir static Path folder;

  private static final Receiver RECEIVER = new Receiver();
  private static @Nullable GreenMail mails;
  private static @Nullable RunningInstance running;
  private static @Nullable Prometheus watching;
  private static int events;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Prometheus.isInstalled("prometheus"), "there is no prometheus here");
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("twice.yaml"), CONTRACT);
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    server.start();
    mails = server;
    RunningInstance instance =
        new RunningInstance(TestBroker.settings(), folder.resolve("state"))
            .with("CONTRACTS", contracts.toString())
            .with("ALERTS_SMTP_HOST", "127.0.0.1")
            .with("ALERTS_SMTP_PORT", Integer.toString(server.getSmtp().getPort()))
            .with("ALERTS_SMTP_TLS", "none")
            .with("ALERTS_FROM", "Hookstream <hooks@example.test>")
            .with("ALERTS_DIGEST_MINUTES", "0");
    running = instance;
    instance.start();
    watching = new Prometheus(folder.resolve("prometheus"), instance.port(), Rules.FILE);
    Api api = instance.api();
    api.put(WORKSPACE, "/v1/alert-settings", "{\"emails\":[\"ann@example.test\"]}", 200);
    api.webhook(WORKSPACE, "standard", RECEIVER.url("/ok"), "*");
    api.webhook(WORKSPACE, "twice", RECEIVER.url("/again"), "*");
    api.webhook(WORKSPACE, "twice", RECEIVER.url("/never"), "*");
    RECEIVER.failing("/never", Integer.MAX_VALUE);
  }

  @AfterAll
  static void stop() {
    if (watching != null) {
      watching.close();
    }
    if (running != null) {
      running.close();
    }
    if (mails != null) {
      mails.stop();
    }
    RECEIVER.close();
  }

  /** A little of everything. */
  private static void live(RunningInstance instance, Publisher publisher) throws Exception {
    RECEIVER.failing("/again", 1);
    for (int i = 0; i < GIVEN_UP; i++) {
      publisher.json(WORKSPACE, "evt_" + ++events, Samples.TYPE, Samples.DATA).get();
    }
    publisher.json(WORKSPACE, "evt_" + events, Samples.TYPE, Samples.DATA).get();
    publisher.send(WORKSPACE, "no event".getBytes(UTF_8)).get();
    // Refused while the log does not know the event yet; then the next round asks again.
    int unused = instance.api().offer(WORKSPACE, "/v1/webhooks/replay", "{\"event_id\":\"evt_1\"}");
  }

  @Test
  void every_query_of_every_board_has_data() throws Exception {
    RunningInstance instance = Objects.requireNonNull(running);
    Prometheus prometheus = Objects.requireNonNull(watching);
    System.gc(); // so that there is a pause to draw
    List<Board.Query> empty = new ArrayList<>();
    for (Board board : Board.all()) {
      empty.addAll(board.queries());
    }
    assertThat(empty).hasSizeGreaterThan(100);
    assertThat(empty.stream().map(Board.Query::place)).containsAll(HAPPENED);
    for (String part : ONLY_IN_TROUBLE.keySet()) {
      assertThat(empty).as(part).anyMatch(query -> query.expression().contains(part));
    }
    try (Publisher publisher = new Publisher(instance.kafka())) {
      for (int round = 0; round < ROUNDS && !empty.stream().allMatch(this::mayBe); round++) {
        live(instance, publisher);
        prometheus.askAgain();
        List<Board.Query> left = new ArrayList<>();
        for (Board.Query query : empty) {
          if (!hasData(query, prometheus)) {
            left.add(query);
          }
        }
        empty = left;
      }
    }
    assertThat(empty.stream().filter(query -> !mayBe(query)).map(Board.Query::toString))
        .as("queries without data")
        .isEmpty();
  }

  private boolean mayBe(Board.Query query) {
    return ONLY_IN_TROUBLE.keySet().stream().anyMatch(query.expression()::contains);
  }

  /** Under any choice of the board's variables. */
  private static boolean hasData(Board.Query query, Prometheus prometheus) throws Exception {
    for (Map<String, String> scope : BoardScopes.of(query.board(), query.repeat(), prometheus)) {
      String asked = BoardScopes.filled(query.expression(), scope, prometheus.seconds());
      JsonNode result = query.atOneTime() ? prometheus.now(asked) : prometheus.sinceStart(asked);
      double least = HAPPENED.contains(query.place()) ? Double.MIN_VALUE : Double.NEGATIVE_INFINITY;
      if (Prometheus.isData(result, least)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void every_rule_is_evaluated_without_an_error_and_none_cries_wolf() throws Exception {
    Prometheus prometheus = Objects.requireNonNull(watching);
    for (Rules.Rule rule : Rules.all()) {
      var unused = prometheus.now(rule.expression());
    }
    prometheus.askAgain();
    assertThat(prometheus.unhealthyRules()).isEmpty();
    List<String> firing = new ArrayList<>();
    prometheus
        .now("ALERTS{alertstate=\"firing\"}")
        .forEach(alert -> firing.add(alert.path("metric").path("alertname").asText()));
    assertThat(firing.stream().collect(Collectors.toSet())).isEmpty();
  }
}
