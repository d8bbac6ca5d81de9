package dev.hookstream.dispatcher.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.alert.MailServer.Answer;
import dev.hookstream.dispatcher.alert.MailServer.Outcome;
import dev.hookstream.dispatcher.alert.Mailer.Ticket;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.alert.Told;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What is read of the alerts, and how far it is committed. */
class AlertLogTest {
  private static final long START = 1_000_000_000;
  private static final TopicPartition ALERTS = new TopicPartition("alerts", 0);

  private final List<String> sent = new ArrayList<>();
  private final FakeFacts facts = new FakeFacts();
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final AlertLog log =
      new AlertLog(consumer, "alerts", InstantSource.fixed(Instant.ofEpochMilli(START)));
  private final Mailer mailer =
      new Mailer(
          mail -> {
            sent.add(mail.subject());
            return new Outcome(Answer.TAKEN, "");
          },
          facts,
          new MailWriter(facts, Optional.empty()),
          new Told.Defaults(Optional.empty(), Duration.ofMinutes(5)),
          new MailMetrics(new SimpleMeterRegistry()),
          log::done);
  private long offset;

  private void begin() {
    log.follow(mailer);
    consumer.updateBeginningOffsets(Map.of(ALERTS, 0L));
    consumer.rebalance(List.of(ALERTS));
  }

  private void arrives(String workspace, boolean news) {
    Alert alert =
        AlertDesk.alert(
            AlertKind.DELIVERY_EXHAUSTED, workspace, "wh_a", "n" + offset, "m", Map.of(), START);
    alert.setNews(news);
    byte[] value = AvroCodec.of(Alert.class).encode(alert);
    consumer.addRecord(new ConsumerRecord<>("alerts", 0, offset++, new byte[0], value));
  }

  private void read() {
    log.read(Duration.ZERO, (alert, partition, at) -> new Ticket(alert, partition, at));
  }

  private long committed() {
    log.commit();
    return consumer.committed(Set.of(ALERTS)).get(ALERTS).offset();
  }

  @Test
  void oneReadersWaitingMailStopsNobodyElses() {
    begin();
    arrives("ws_slow", true);
    for (int i = 0; i < 60_000; i++) {
      arrives("ws_slow", false);
    }
    read();
    mailer.turn(START);
    facts.settings = new AlertSettings(List.of("ann@example.test"), null, 0);
    arrives("ws_quick", true);
    read();
    assertThat(consumer.paused()).isEmpty();
    mailer.turn(START);
    assertThat(sent).containsExactly("1 webhook with dead letters (workspace ws_quick)");
    // The one that waits is where a new owner begins; the rest is in the commit's metadata.
    assertThat(committed()).isZero();
    mailer.turn(START + 300_000);
    assertThat(sent).hasSize(2);
    assertThat(committed()).isEqualTo(60_002);
  }

  @Test
  void newsThatWaitsForItsMailsIsBoundedAndReadOnAfterwards() {
    begin();
    for (int i = 0; i < 50_000; i++) {
      arrives("ws", true);
    }
    read();
    mailer.turn(START);
    read();
    assertThat(consumer.paused()).containsExactly(ALERTS);
    mailer.turn(START + 300_000);
    read();
    assertThat(consumer.paused()).isEmpty();
  }
}
