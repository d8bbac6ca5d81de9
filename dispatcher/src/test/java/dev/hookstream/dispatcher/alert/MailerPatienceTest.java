package dev.hookstream.dispatcher.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.alert.MailServer.Answer;
import dev.hookstream.dispatcher.alert.MailServer.Outcome;
import dev.hookstream.dispatcher.alert.Mailer.Ticket;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.alert.Told;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose mail waits, and for how long; nobody waits for another's. */
class MailerPatienceTest {
  private static final long START = 1_000_000;
  private static final long DAY = 24 * 3_600_000L;

  private final Map<String, Answer> answers = new HashMap<>();
  private final List<String> tried = new ArrayList<>();
  private final List<Long> done = new ArrayList<>();
  private final FakeFacts facts = new FakeFacts();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Mailer mailer =
      new Mailer(
          this::answer,
          facts,
          new MailWriter(facts, Optional.empty()),
          new Told.Defaults(Optional.empty(), Duration.ofMinutes(5)),
          new MailMetrics(registry),
          ticket -> done.add(ticket.offset));

  private Outcome answer(Mail mail) {
    tried.add(mail.subject());
    return new Outcome(answers.getOrDefault(mail.to(), Answer.TAKEN), "says the test");
  }

  private static Ticket ticket(String workspace, long offset, boolean news) {
    Alert alert =
        AlertDesk.alert(
            AlertKind.ENDPOINT_DISABLED, workspace, "wh_a", "n" + offset, "m", Map.of(), START);
    alert.setNews(news);
    return new Ticket(alert, 0, offset);
  }

  private double count(String result) {
    return registry.counter("hookstream.alerts.mails", "result", result).count();
  }

  @Test
  void aMailThatIsAlwaysRefusedIsGivenUpAfterADayAndHoldsNobodyUp() {
    facts.settings = new AlertSettings(List.of("bad@example.test", "ann@example.test"), null, 0);
    answers.put("bad@example.test", Answer.NOT_NOW);
    mailer.take(ticket("ws", 0, true));
    long now = START;
    for (; now < START + DAY; now += 300_000) {
      mailer.turn(now);
      mailer.turn(now);
    }
    assertThat(count("sent")).isEqualTo(1);
    assertThat(done).isEmpty();
    for (int turns = 0; turns < 3; turns++) {
      mailer.turn(now + turns * 300_000L);
    }
    assertThat(count("given_up")).isEqualTo(1);
    assertThat(done).containsExactly(0L);
    int before = tried.size();
    mailer.turn(now + DAY);
    assertThat(tried).hasSize(before);
  }

  @Test
  void aMailThatIsLateForAnotherReasonIsNotGivenUpAtTheFirstRefusal() {
    facts.settings = new AlertSettings(List.of("ann@example.test"), null, 0);
    answers.put("ann@example.test", Answer.NOT_NOW);
    mailer.take(ticket("ws", 0, true));
    mailer.turn(START + 2 * DAY);
    assertThat(tried).hasSize(1);
    answers.clear();
    mailer.turn(START + 2 * DAY + 300_000);
    assertThat(count("sent")).isEqualTo(1);
    assertThat(count("given_up")).isZero();
  }

  @Test
  void whatOnlyAddsToACountIsDoneAtOnce() {
    mailer.take(ticket("ws", 0, true));
    for (int i = 1; i <= 1_000; i++) {
      mailer.take(ticket("ws", i, false));
    }
    mailer.turn(START);
    assertThat(done).hasSize(1_000).doesNotContain(0L);
    mailer.turn(START + 300_000);
    assertThat(done).hasSize(1_001);
  }

  @Test
  void aWorkspaceThatIsNotReadyHoldsUpNoOtherAndKeepsItsOrder() {
    facts.settings = new AlertSettings(List.of("ann@example.test"), null, 0);
    facts.notReady.add("ws_moving");
    mailer.take(ticket("ws_moving", 0, true));
    mailer.take(ticket("ws", 1, true));
    mailer.take(ticket("ws_moving", 2, false));
    mailer.turn(START);
    assertThat(tried).containsExactly("1 webhook disabled (workspace ws)");
    assertThat(done).containsExactly(1L);
    facts.notReady.clear();
    mailer.take(ticket("ws_moving", 3, true));
    mailer.turn(START + 999);
    assertThat(tried).hasSize(1);
    mailer.turn(START + 1_000);
    assertThat(tried).hasSize(2);
    // What is no news came after what is, and so is told of; it is in the count alone.
    assertThat(done).containsExactlyInAnyOrder(1L, 2L, 0L, 3L);
  }

  @Test
  void whatAnotherInstanceTakesOverWhileItWasSetAsideIsForgotten() {
    facts.notReady.add("ws");
    mailer.take(ticket("ws", 0, true));
    mailer.turn(START);
    mailer.forget(ticket -> ticket.offset == 0);
    facts.notReady.clear();
    mailer.turn(START + 1_000);
    mailer.turn(START + 600_000);
    assertThat(tried).isEmpty();
    assertThat(done).isEmpty();
  }
}
