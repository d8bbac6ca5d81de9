package dev.hookstream.topology.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Ordering;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DigestsTest {
  private static final long START = 1_000_000;
  private static final long FIVE_MINUTES = 300_000;
  private static final Told ANN = new Told("ws", "ann@example.test", Duration.ofMinutes(5));
  private static final Told.Defaults DEFAULTS =
      new Told.Defaults(Optional.of("op@example.test"), Duration.ofMinutes(5));

  private final Digests<Integer> digests = new Digests<>();

  private static Alert alert(AlertKind kind, String workspace, String endpoint, long at) {
    return AlertDesk.alert(kind, workspace, endpoint, endpoint, "m", Map.of(), at);
  }

  private static Alert old(Alert alert) {
    alert.setNews(false);
    return alert;
  }

  @Test
  void an_outage_is_one_mail_and_not_ten_thousand() {
    digests.add(ANN, alert(AlertKind.ENDPOINT_FAILING, "ws", "wh_a", START), -1, START);
    for (int i = 0; i < 10_000; i++) {
      Alert exhausted = alert(AlertKind.DELIVERY_EXHAUSTED, "ws", "wh_a", START + i);
      digests.add(ANN, i == 0 ? exhausted : old(exhausted), i, START + i);
    }
    assertThat(digests.due(START + FIVE_MINUTES - 1)).isEmpty();
    List<Digest<Integer>> due = digests.due(START + FIVE_MINUTES);
    assertThat(due).hasSize(1);
    assertThat(due.get(0).lines()).hasSize(2);
    Digest.Line exhausted = due.get(0).lines().get(1);
    assertThat(exhausted.times()).isEqualTo(10_000);
    assertThat(exhausted.first().getAt()).isEqualTo(START);
    assertThat(exhausted.last().getAt()).isEqualTo(START + 9_999);
    // Only what is news waits for its mail; of the rest a restart loses the count.
    assertThat(due.get(0).sources()).containsExactly(-1, 0);
  }

  @Test
  void whoever_takes_over_makes_nobody_wait_anew() {
    digests.add(ANN, alert(AlertKind.ENDPOINT_DISABLED, "ws", "wh_a", START), 1, START + 200_000);
    assertThat(digests.due(START + FIVE_MINUTES - 1)).isEmpty();
    assertThat(digests.due(START + FIVE_MINUTES)).hasSize(1);
  }

  @Test
  void what_is_long_overdue_is_gathered_for_a_moment() {
    long late = START + 2 * FIVE_MINUTES;
    digests.add(ANN, alert(AlertKind.ENDPOINT_FAILING, "ws", "wh_a", START), 1, late);
    digests.add(ANN, alert(AlertKind.ENDPOINT_DISABLED, "ws", "wh_a", START), 2, late + 4_999);
    assertThat(digests.due(late + 4_999)).isEmpty();
    assertThat(digests.due(late + 5_000).get(0).sources()).containsExactly(1, 2);
    assertThat(digests.due(late + 5_000).get(0).wantedAt()).isEqualTo(START + FIVE_MINUTES);
  }

  @Test
  void what_is_no_news_makes_no_mail() {
    Alert known = old(alert(AlertKind.DELIVERY_EXHAUSTED, "ws", "wh_a", START));
    assertThat(digests.add(ANN, known, 1, START)).isFalse();
    assertThat(digests.due(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void what_cannot_be_sent_waits_and_takes_in_what_comes_meanwhile() {
    digests.add(ANN, alert(AlertKind.ENDPOINT_FAILING, "ws", "wh_a", START), 1, START);
    Digest<Integer> first = digests.due(START + FIVE_MINUTES).get(0);
    first.postpone(START + 2 * FIVE_MINUTES);
    Alert disabled = alert(AlertKind.ENDPOINT_DISABLED, "ws", "wh_a", START + FIVE_MINUTES);
    digests.add(ANN, disabled, 2, START + FIVE_MINUTES);
    assertThat(digests.due(START + 2 * FIVE_MINUTES - 1)).isEmpty();
    Digest<Integer> again = digests.due(START + 2 * FIVE_MINUTES).get(0);
    assertThat(again.sources()).containsExactly(1, 2);
    assertThat(again.firstId()).isEqualTo(first.firstId());
    digests.close(again);
    assertThat(digests.due(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void each_reader_and_each_workspace_has_mails_of_its_own_and_the_most_urgent_goes_first() {
    Told soon = new Told("ws", "bob@example.test", Duration.ZERO);
    Told other = new Told("ws_2", "ann@example.test", Duration.ofMinutes(1));
    Alert alert = alert(AlertKind.ENDPOINT_DISABLED, "ws", "wh_a", START);
    digests.add(ANN, alert, 1, START);
    digests.add(soon, alert, 1, START);
    digests.add(other, alert(AlertKind.ENDPOINT_DISABLED, "ws_2", "wh_b", START), 2, START);
    assertThat(digests.due(START)).extracting(Digest::email).containsExactly("bob@example.test");
    assertThat(digests.due(START + FIVE_MINUTES))
        .extracting(Digest::workspaceId)
        .containsExactly("ws", "ws_2", "ws");
    digests.forget(source -> source == 2);
    assertThat(digests.due(START + FIVE_MINUTES)).hasSize(2);
  }

  @Test
  void what_another_tells_of_leaves_the_rest_of_a_mail() {
    Told operator = new Told("", "op@example.test", Duration.ZERO);
    digests.add(operator, alert(AlertKind.EVENT_MISPLACED, "ws", "wh_a", START), 1, START);
    Alert kept = alert(AlertKind.EVENT_MISPLACED, "ws_2", "wh_b", START);
    digests.add(operator, kept, 2, START);
    digests.forget(source -> source == 1);
    Digest<Integer> left = digests.due(START).get(0);
    assertThat(left.sources()).containsExactly(2);
    assertThat(left.lines()).extracting(Digest.Line::last).containsExactly(kept);
    assertThat(left.firstId()).isEqualTo(kept.getAlertId());
  }

  private static Endpoint endpoint() {
    return Endpoint.newBuilder()
        .setId("wh_a")
        .setWorkspaceId("ws")
        .setContract("standard")
        .setRevision(1)
        .setUrl("https://example.test/")
        .setEvents(List.of("*"))
        .setSecrets(List.of())
        .setOrdering(Ordering.PARALLEL)
        .setAlertEmail("own@example.test")
        .setCreatedAt(START)
        .setUpdatedAt(START)
        .build();
  }

  private static List<String> emails(List<Told> told) {
    return told.stream().map(Told::email).toList();
  }

  @Test
  void the_endpoints_address_and_the_workspaces_are_told_each_of_what_it_asked_for() {
    Alert disabled = alert(AlertKind.ENDPOINT_DISABLED, "ws", "wh_a", START);
    Endpoint endpoint = endpoint();
    AlertSettings settings =
        new AlertSettings(
            List.of("ann@example.test", "own@example.test"), List.of("endpoint.disabled"), 30);
    List<Told> both = Told.of(disabled, settings, endpoint, DEFAULTS);
    assertThat(emails(both)).containsExactly("own@example.test", "ann@example.test");
    assertThat(both).extracting(Told::within).containsOnly(Duration.ofMinutes(30));

    Alert failing = alert(AlertKind.ENDPOINT_FAILING, "ws", "wh_a", START);
    assertThat(Told.of(failing, settings, endpoint, DEFAULTS)).isEmpty();
    endpoint.setAlertTypes(List.of("endpoint.failing"));
    endpoint.setAlertDigestMinutes(0);
    List<Told> own = Told.of(failing, settings, endpoint, DEFAULTS);
    assertThat(own).containsExactly(new Told("ws", "own@example.test", Duration.ZERO));
    assertThat(emails(Told.of(disabled, settings, endpoint, DEFAULTS)))
        .containsExactly("ann@example.test", "own@example.test");
    assertThat(Told.of(disabled, null, null, DEFAULTS)).isEmpty();
  }

  @Test
  void what_belongs_to_no_workspace_or_only_an_operator_can_mend_goes_to_the_operator() {
    AlertSettings settings = new AlertSettings(List.of("ann@example.test"), null, null);
    Alert rejected = alert(AlertKind.EVENT_REJECTED, "", "x", START);
    Alert misplaced = alert(AlertKind.EVENT_MISPLACED, "ws", "x", START);
    assertThat(emails(Told.of(rejected, null, null, DEFAULTS))).containsExactly("op@example.test");
    assertThat(emails(Told.of(misplaced, settings, null, DEFAULTS)))
        .containsExactly("op@example.test");
    Told.Defaults none = new Told.Defaults(Optional.empty(), Duration.ZERO);
    assertThat(Told.of(misplaced, settings, null, none)).isEmpty();
  }
}
