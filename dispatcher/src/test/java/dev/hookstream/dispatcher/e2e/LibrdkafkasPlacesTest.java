package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.flow.WorkspacePartitioner;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation whose producers place keys as librdkafka's {@code consistent} does. */
class LibrdkafkasPlacesTest {
  private static final int PARTITIONS = 4;
  private static final int WORKSPACES = 8;

  private final Receiver receiver = new Receiver();
  private final RunningInstance instance;
  private final Publisher publisher;

  LibrdkafkasPlacesTest(@TempDir Path state) throws Exception {
    instance =
        new RunningInstance(TestBroker.settings(PARTITIONS), state)
            .with("KAFKA_EVENTS_PARTITIONER", "crc32")
            .start();
    publisher = new Publisher(instance.kafka());
  }

  @AfterEach
  void stop() {
    publisher.close();
    instance.close();
    receiver.close();
  }

  private static int home(String workspace) {
    return WorkspacePartitioner.CRC32.partition(workspace, PARTITIONS);
  }

  private static byte[] event(String workspace, String id) {
    return Publisher.jsonBytes(workspace, id, "a.b", "{}");
  }

  private List<Alert> misplaced(TopicReader alerts) {
    return alerts.read().stream()
        .map(record -> AvroCodec.of(Alert.class).decode(record.value()))
        .filter(alert -> alert.getKind() == AlertKind.EVENT_MISPLACED)
        .toList();
  }

  @Test
  void events_are_matched_where_librdkafka_puts_them_and_retried_there() throws Exception {
    Set<Integer> homes = new HashSet<>();
    boolean elsewhere = false;
    for (int i = 0; i < WORKSPACES; i++) {
      String workspace = "ws_" + i;
      homes.add(home(workspace));
      elsewhere |= home(workspace) != WorkspacePartitioner.MURMUR2.partition(workspace, PARTITIONS);
      receiver.failing("/" + i, 1);
      instance.api().webhook(workspace, "standard", receiver.url("/" + i), "*");
      publisher.send(home(workspace), workspace, event(workspace, "evt_" + i)).get();
    }
    assertThat(homes).as("or this shows little").hasSizeGreaterThan(1);
    assertThat(elsewhere).as("or murmur2 would do as well").isTrue();
    for (int i = 0; i < WORKSPACES; i++) {
      List<Arrival> arrivals = receiver.next("/" + i, 2);
      assertThat(arrivals).extracting(Arrival::eventId).containsOnly("evt_" + i);
      assertThat(arrivals).extracting(Arrival::attempt).containsExactly(1, 2);
    }
    try (TopicReader alerts = new TopicReader(instance.kafka(), Topic.ALERTS);
        TopicReader events = new TopicReader(instance.kafka(), Topic.EVENTS)) {
      Eventually.that("all events are read", () -> events.read().size() >= WORKSPACES);
      assertThat(events.read()).as("none was moved").hasSize(WORKSPACES);
      assertThat(misplaced(alerts)).isEmpty();
    }
  }

  @Test
  void a_misplaced_event_is_moved_once_and_alerted() throws Exception {
    String workspace = "ws_0";
    int home = home(workspace);
    int wrong = (home + 1) % PARTITIONS;
    instance.api().webhook(workspace, "standard", receiver.url("/"), "*");
    publisher.send(wrong, workspace, event(workspace, "evt_moved")).get();
    assertThat(receiver.next("/").eventId()).isEqualTo("evt_moved");
    publisher.send(home, workspace, event(workspace, "evt_after")).get();
    assertThat(receiver.next("/").eventId()).isEqualTo("evt_after");
    assertThat(receiver.all()).hasSize(2);
    try (TopicReader alerts = new TopicReader(instance.kafka(), Topic.ALERTS);
        TopicReader events = new TopicReader(instance.kafka(), Topic.EVENTS)) {
      Eventually.that("all three are read", () -> events.read().size() >= 3);
      assertThat(events.read())
          .filteredOn(record -> new String(record.value(), UTF_8).contains("evt_moved"))
          .extracting(record -> record.partition())
          .containsExactlyInAnyOrder(wrong, home);
      Eventually.that("the owner is told", () -> !misplaced(alerts).isEmpty());
      assertThat(misplaced(alerts))
          .singleElement()
          .satisfies(alert -> assertThat(alert.getWorkspaceId()).isEqualTo(workspace))
          .satisfies(
              alert ->
                  assertThat(alert.getMessage())
                      .contains("was in partition " + wrong + " and belongs in " + home));
    }
  }

  @Test
  void the_ways_in_of_our_own_use_the_same_places() throws Exception {
    for (int i = 0; i < WORKSPACES; i++) {
      instance.api().webhook("ws_" + i, "standard", receiver.url("/" + i), "*");
      instance
          .api()
          .post(
              "ws_" + i,
              "/v1/events",
              "{\"id\":\"evt_" + i + "\",\"type\":\"a.b\",\"data\":{}}",
              202);
    }
    for (int i = 0; i < WORKSPACES; i++) {
      assertThat(receiver.next("/" + i).eventId()).isEqualTo("evt_" + i);
    }
    try (TopicReader events = new TopicReader(instance.kafka(), Topic.EVENTS)) {
      Eventually.that("all are read", () -> events.read().size() >= WORKSPACES);
      assertThat(events.read())
          .hasSize(WORKSPACES)
          .allMatch(record -> record.partition() == home(new String(record.key(), UTF_8)));
    }
  }
}
