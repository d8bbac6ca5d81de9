package dev.hookstream.dispatcher.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.alert.Digests;
import dev.hookstream.topology.alert.Told;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailWriterTest {
  private static final long START = 1_000_000;

  private final Digests<Integer> digests = new Digests<>();

  private void rejected(String type, String reason, int number) {
    Alert alert =
        AlertDesk.alert(
            AlertKind.EVENT_REJECTED,
            "ws",
            null,
            "n" + number,
            "m",
            Map.of("event_type", type, "reason", reason),
            START);
    digests.add(new Told("ws", "ann@example.test", Duration.ZERO), alert, number, START);
  }

  private Mail mail() {
    return new MailWriter(new FakeFacts(), Optional.empty()).write(digests.due(START).get(0));
  }

  @Test
  void rejectedEventsAreToldByTypeAndReasonAndInHowManyMinutes() {
    rejected("order.paid", "schema", 0);
    rejected("order.sent", "unknown_type", 1);
    rejected("order.paid", "schema", 2);
    rejected("order.paid", "not_json", 3);
    assertThat(mail().subject()).isEqualTo("3 kinds of events rejected (workspace ws)");
    assertThat(mail().text())
        .contains(
            """
            * Events of type order.paid
              Events were rejected: schema.
              Since 1970-01-01 00:16 UTC, seen in 2 different minutes.
            """)
        .contains("* Events of type order.paid\n  Events were rejected: not_json.\n")
        .contains("* Events of type order.sent\n  Events were rejected: unknown_type.\n")
        .doesNotContain("times");
  }

  @Test
  void whoeverNamesTypesWithoutEndGetsAMailWithAnEnd() {
    for (int i = 0; i < 1_000; i++) {
      rejected("made.up." + i, "unknown_type", i);
    }
    assertThat(digests.due(START).get(0).lines()).hasSize(101);
    assertThat(digests.due(START).get(0).lines().get(100).various()).isTrue();
    assertThat(digests.due(START).get(0).lines().get(100).times()).isEqualTo(900);
  }
}
