package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With one partition, so that one task has everything that is waited for and all the rest. */
class RegistryAwayTest {
  private static final int UNKNOWN_ID = 999;
  private static final int OTHERS = 50;

  private final FakeRegistry registry = new FakeRegistry();
  private final Receiver receiver = new Receiver();
  private final RunningInstance instance;
  private final Publisher publisher;

  RegistryAwayTest(@TempDir Path state) throws Exception {
    registry.close();
    instance = new RunningInstance(TestBroker.settings(1), state).registry(registry.url()).start();
    publisher = new Publisher(instance.kafka());
    instance.api().webhook("ws_waits", "standard", receiver.url("/waits"), "*");
    instance.api().webhook("ws_other", "standard", receiver.url("/other"), "*");
  }

  @AfterEach
  void stop() {
    publisher.close();
    instance.close();
    receiver.close();
    registry.close();
  }

  private void confluent(int schema, String id) throws Exception {
    publisher
        .send("ws_waits", Publisher.confluent(schema, Publisher.event("ws_waits", id, "a.b", "{}")))
        .get();
  }

  private List<String> arrived(String path, int count) throws Exception {
    return receiver.next(path, count).stream().map(Arrival::eventId).toList();
  }

  @Test
  void others_go_on_while_it_is_away_and_what_waits_outlives_a_restart_in_order() throws Exception {
    confluent(FakeRegistry.EVENT_ID, "evt_1");
    publisher.json("ws_waits", "evt_2", "a.b", "{}").get();
    confluent(UNKNOWN_ID, "evt_bad");
    confluent(FakeRegistry.EVENT_ID, "evt_3");
    for (int i = 0; i < OTHERS; i++) {
      publisher.json("ws_other", "evt_other_" + i, "a.b", "{}").get();
    }
    assertThat(arrived("/other", OTHERS)).hasSize(OTHERS).doesNotHaveDuplicates();
    try (TopicReader alerts = new TopicReader(instance.kafka(), Topic.ALERTS)) {
      Eventually.that(
          "the operator is told",
          () ->
              alerts.read().stream()
                  .map(record -> AvroCodec.of(Alert.class).decode(record.value()))
                  .anyMatch(alert -> alert.getKind() == AlertKind.REGISTRY_AWAY));
    }

    instance.close();
    instance.start();
    publisher.json("ws_waits", "evt_4", "a.b", "{}").get();
    publisher.json("ws_other", "evt_other", "a.b", "{}").get();
    assertThat(arrived("/other", 1)).containsExactly("evt_other");
    assertThat(receiver.all()).noneMatch(arrival -> arrival.path().equals("/waits"));

    registry.comeBack();
    assertThat(arrived("/waits", 4)).containsExactlyInAnyOrder("evt_1", "evt_2", "evt_3", "evt_4");
    try (TopicReader rejected = new TopicReader(instance.kafka(), Topic.REJECTED_EVENTS)) {
      Eventually.that("the bad one is rejected", () -> !rejected.read().isEmpty());
      ConsumerRecord<byte[], byte[]> bad = rejected.read().get(0);
      assertThat(new String(bad.headers().lastHeader("hookstream-reason").value(), UTF_8))
          .isEqualTo("unknown_schema");
      assertThat(new String(bad.headers().lastHeader("hookstream-offset").value(), UTF_8))
          .isEqualTo("2");
      assertThat(rejected.read()).hasSize(1);
    }
    confluent(FakeRegistry.EVENT_ID, "evt_5");
    assertThat(arrived("/waits", 1)).containsExactly("evt_5");
  }
}
