package dev.hookstream.dispatcher.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.api.port.LiveEvents;
import dev.hookstream.dispatcher.api.port.LiveEvents.Item;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.registry.EventSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaLiveEventsTest {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final KafkaSettings kafka = TestBroker.settings(1);
  private final KafkaProducer<byte[], byte[]> producer;
  private final LiveEvents live;

  KafkaLiveEventsTest() {
    new TopicAdmin(kafka).create();
    producer = new KafkaProducer<>(kafka.producer("test"));
    live =
        new KafkaLiveEvents(
            kafka,
            workspace -> 0,
            EventSerdes.reader(Map.of(), Duration.ofSeconds(1), 100_000),
            InstantSource.system(),
            10);
  }

  @AfterEach
  void close() {
    producer.close();
  }

  private void publish(String workspace, String id) throws Exception {
    String json =
        """
        {"id":"%s","workspace_id":"%s","type":"a.b","data":{}}"""
            .formatted(id, workspace);
    producer
        .send(
            new ProducerRecord<>(
                kafka.topic(Topic.EVENTS),
                workspace.getBytes(StandardCharsets.UTF_8),
                json.getBytes(StandardCharsets.UTF_8)))
        .get();
  }

  /** Reads until that many items have come. */
  private static List<Item> read(LiveEvents.Reader reader, int count) {
    List<Item> items = new ArrayList<>();
    while (items.size() < count) {
      items.addAll(reader.next(LOOK));
    }
    return items;
  }

  private static List<String> ids(List<Item> items) {
    return items.stream()
        .filter(item -> item instanceof Item.Happened)
        .map(item -> ((Item.Happened) item).event().getId())
        .toList();
  }

  @Test
  void beginsWithWhatComesAndGoesOnBehindItsPlace() throws Exception {
    publish("ws_1", "evt_old");
    String place;
    try (LiveEvents.Reader reader = live.open("ws_1", null)) {
      publish("ws_2", "evt_other");
      producer
          .send(
              new ProducerRecord<>(
                  kafka.topic(Topic.EVENTS), "no json".getBytes(StandardCharsets.UTF_8)))
          .get();
      publish("ws_1", "evt_1");
      assertThat(ids(read(reader, 1))).containsExactly("evt_1");
      place = reader.cursor();
    }
    publish("ws_1", "evt_2");
    try (LiveEvents.Reader reader = live.open("ws_1", place)) {
      assertThat(ids(read(reader, 1))).containsExactly("evt_2");
    }
  }

  @Test
  void whoIsTooFarBehindIsToldAndGoesOnNearTheEnd() throws Exception {
    String place;
    try (LiveEvents.Reader reader = live.open("ws_1", null)) {
      publish("ws_1", "evt_0");
      var unused = read(reader, 1);
      place = reader.cursor();
    }
    for (int i = 1; i <= 25; i++) {
      publish("ws_1", "evt_" + i);
    }
    try (LiveEvents.Reader reader = live.open("ws_1", place)) {
      List<Item> items = read(reader, 11);
      Item.Missed missed = (Item.Missed) items.get(0);
      assertThat(missed.most()).isEqualTo(15);
      assertThat(missed.since()).isLessThanOrEqualTo(missed.until());
      assertThat(ids(items)).hasSize(10).startsWith("evt_16").endsWith("evt_25");
    }
  }

  @Test
  void aPlaceOfNobodyOrOfAnotherPartitionIsRefused() {
    assertThatThrownBy(() -> live.open("ws_1", "x!")).isInstanceOf(IllegalArgumentException.class);
    String elsewhere = new LiveCursor(3, 1, 1).text();
    assertThatThrownBy(() -> live.open("ws_1", elsewhere))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(LiveCursor.parse(new LiveCursor(3, 1, 2).text())).isEqualTo(new LiveCursor(3, 1, 2));
  }
}
