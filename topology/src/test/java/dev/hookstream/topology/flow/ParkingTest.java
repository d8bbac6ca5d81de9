package dev.hookstream.topology.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.EventFormats;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import dev.hookstream.schemas.serde.UnknownSchemaException;
import dev.hookstream.topology.lane.LaneSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While the schema registry is away, the events that need it wait, in order, and nothing else. */
class ParkingTest {
  private static final int NEW = 7;
  private static final int OTHER = 8;
  private static final Duration A_TICK = Duration.ofMillis(100);

  private final Set<Integer> known = new HashSet<>();
  private final Set<Integer> refused = new HashSet<>();
  private Path stateDir;
  private Dispatch dispatch;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    this.stateDir = stateDir;
    dispatch = dispatch("one", 1);
    dispatch.put(Dispatch.endpoint("wh_a", "standard"));
  }

  private Dispatch dispatch(String folder, int partitions) {
    return new Dispatch(
        stateDir.resolve(folder),
        partitions,
        LaneSettings.MAX_OUT_PER_TASK,
        EventFormats.withRegistry(this::schema, Duration.ZERO, 256 * 1024));
  }

  private Schema schema(int id, Duration atMost) throws UnknownSchemaException {
    if (refused.contains(id)) {
      throw new UnknownSchemaException("no schema " + id);
    }
    if (!known.contains(id)) {
      throw new RegistryUnavailableException("cannot be reached", null);
    }
    return Event.getClassSchema();
  }

  @AfterEach
  void stop() {
    dispatch.close();
  }

  private static byte[] single(String workspace, String id) {
    return AvroCodec.of(Event.class)
        .encode(new Event(id, "a", workspace, Dispatch.START, "{}", null));
  }

  private static byte[] confluent(int schema, String workspace, String id) {
    byte[] single = single(workspace, id);
    byte[] body = Arrays.copyOfRange(single, 10, single.length);
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(schema).put(body).array();
  }

  private static List<String> events(List<Delivery> deliveries) {
    return deliveries.stream().map(delivery -> delivery.getRef().getEventId()).toList();
  }

  private List<String> delivered() {
    return events(dispatch.deliveries());
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void an_event_whose_schema_is_not_known_yet_waits_and_everything_else_goes_on() {
    Endpoint others = Dispatch.endpoint("wh_b", "standard");
    others.setWorkspaceId("other");
    dispatch.put(others);
    dispatch.event("before", "a", "{}");
    Delivery before = dispatch.deliveries().get(0);

    dispatch.raw("ws", confluent(NEW, "ws", "waits"));
    assertThat(delivered()).isEmpty();
    dispatch.raw("other", single("other", "single"));
    known.add(OTHER);
    dispatch.raw("other", confluent(OTHER, "other", "confluent"));
    assertThat(delivered()).containsExactly("single", "confluent");
    dispatch.answer(before, 500);
    dispatch.letNextComeDue();
    assertThat(delivered()).as("a retry in the waiting workspace").containsExactly("before");
    assertThat(dispatch.rejected()).isEmpty();
    assertThat(dispatch.counts.parkedKeys).isEqualTo(1);

    known.add(NEW);
    dispatch.advance(A_TICK);
    assertThat(delivered()).containsExactly("waits");
    assertThat(dispatch.counts.parkedKeys).isZero();
    dispatch.event("after", "a", "{}");
    assertThat(delivered()).as("nothing waits any more").containsExactly("after");
    assertThat(dispatch.counts.parked).isEqualTo(1);
  }

  @Test
  void what_comes_behind_it_under_the_same_key_keeps_its_place() {
    known.add(OTHER);
    dispatch.raw("ws", confluent(NEW, "ws", "1"));
    dispatch.event("2", "a", "{}");
    dispatch.raw("ws", confluent(OTHER, "ws", "3"));
    dispatch.raw("ws", confluent(9, "ws", "4"));
    dispatch.raw("ws", single("ws", "5"));
    dispatch.advance(Duration.ofHours(1));
    assertThat(delivered()).isEmpty();

    known.add(NEW);
    dispatch.advance(A_TICK);
    assertThat(delivered()).containsExactly("1", "2", "3");
    dispatch.event("6", "a", "{}");
    known.add(9);
    dispatch.advance(A_TICK);
    assertThat(delivered()).containsExactly("4", "5", "6");
  }

  @Test
  void a_delivery_is_the_same_as_if_the_event_had_not_waited() {
    long appendedAt = dispatch.now() - 1_234;
    long farAhead = dispatch.now() + Duration.ofDays(400).toMillis();
    List<List<String>> ids = new ArrayList<>();
    for (boolean waits : new boolean[] {true, false}) {
      try (Dispatch each = dispatch("waits-" + waits, 1)) {
        each.put(Dispatch.endpoint("wh_a", "standard"));
        known.clear();
        if (!waits) {
          known.add(NEW);
        }
        each.raw("ws", confluent(NEW, "ws", "1"), new RecordHeaders(), appendedAt);
        each.raw("ws", confluent(NEW, "ws", "2"), new RecordHeaders(), farAhead);
        each.raw(
            "ws",
            "{\"id\":\"3\",\"type\":\"a\",\"workspace_id\":\"ws\",\"data\":{}}".getBytes(UTF_8),
            new RecordHeaders(),
            appendedAt);
        each.advance(Duration.ofMinutes(90));
        known.add(NEW);
        each.advance(A_TICK);
        List<Delivery> deliveries = each.deliveries();
        assertThat(events(deliveries)).containsExactly("1", "2", "3");
        ids.add(deliveries.stream().map(d -> d.getRef() + Sent.text(d.getBody())).toList());
      }
    }
    assertThat(ids.get(0)).isEqualTo(ids.get(1));
  }

  @Test
  void once_the_registry_says_that_it_knows_no_such_schema_the_event_is_rejected_whole() {
    byte[] value = confluent(NEW, "ws", "bad");
    dispatch.event("0", "a", "{}");
    dispatch.raw("ws", value, new RecordHeaders().add("trace", new byte[] {1}), dispatch.now());
    dispatch.event("behind", "a", "{}");
    assertThat(delivered()).containsExactly("0");
    refused.add(NEW);
    dispatch.advance(A_TICK);
    TestRecord<byte[], byte[]> rejected = dispatch.rejected().get(0);
    assertThat(rejected.key()).isEqualTo("ws".getBytes(UTF_8));
    assertThat(rejected.value()).isEqualTo(value);
    assertThat(header(rejected, "hookstream-reason")).isEqualTo("unknown_schema");
    assertThat(header(rejected, "hookstream-topic")).isEqualTo("events");
    assertThat(header(rejected, "hookstream-partition")).isEqualTo("0");
    assertThat(header(rejected, "hookstream-offset")).isEqualTo("1");
    assertThat(rejected.headers().lastHeader("trace").value()).containsExactly(1);
    assertThat(delivered()).containsExactly("behind");
  }

  @Test
  void the_operator_is_told_once_a_minute_and_not_of_a_moment() {
    dispatch.raw("ws", confluent(NEW, "ws", "1"));
    dispatch.raw("ws", confluent(NEW, "ws", "2"));
    dispatch.advance(Duration.ofSeconds(4));
    assertThat(dispatch.alerts()).isEmpty();
    dispatch.advance(Duration.ofSeconds(1));
    Alert alert = dispatch.alerts().get(0);
    assertThat(alert.getKind()).isEqualTo(AlertKind.REGISTRY_AWAY);
    assertThat(alert.getDetail()).containsEntry("place", "events-0@0");
    assertThat(alert.getMessage()).contains("cannot be reached");
    dispatch.advance(Duration.ofSeconds(59));
    assertThat(dispatch.alerts()).isEmpty();
    dispatch.advance(Duration.ofSeconds(1));
    assertThat(dispatch.alerts()).hasSize(1);
    known.add(NEW);
    dispatch.advance(Duration.ofMinutes(2));
    assertThat(dispatch.alerts()).isEmpty();
    assertThat(dispatch.counts.parked).isEqualTo(2);
  }

  @Test
  void a_tick_takes_a_thousand_and_every_key_has_its_turn() {
    for (int i = 0; i < 2_500; i++) {
      dispatch.raw("ws", confluent(NEW, "ws", "evt_" + i));
    }
    dispatch.raw("other", confluent(NEW, "other", "evt"));
    known.add(NEW);
    List<Integer> matched = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      dispatch.advance(A_TICK);
      matched.add(dispatch.counts.matched);
    }
    assertThat(matched).containsExactly(1_000, 2_000, 2_501, 2_501);
    assertThat(dispatch.driver().getKeyValueStore(ParkedEvents.STORE).all()).isExhausted();
  }

  @Test
  void an_event_seen_twice_goes_out_once_although_both_waited() {
    dispatch.raw("ws", confluent(NEW, "ws", "1"));
    dispatch.raw("ws", confluent(NEW, "ws", "1"));
    known.add(NEW);
    dispatch.advance(A_TICK);
    assertThat(delivered()).containsExactly("1");
    assertThat(dispatch.counts.duplicates).isEqualTo(1);
  }

  @Test
  void a_misplaced_event_is_moved_once_it_can_be_read() {
    String workspace = "w";
    while (WorkspacePartitioner.MURMUR2.partition(workspace, 2) == 0) {
      workspace += "w";
    }
    byte[] value = confluent(NEW, workspace, "1");
    try (Dispatch two = dispatch("two", 2)) {
      two.raw(null, value, new RecordHeaders().add("trace", new byte[] {1}), two.now());
      known.add(NEW);
      two.advance(A_TICK);
      var moved =
          two.driver()
              .createOutputTopic("events", new StringDeserializer(), new ByteArrayDeserializer())
              .readRecord();
      assertThat(moved.key()).isEqualTo(workspace);
      assertThat(moved.value()).isEqualTo(value);
      assertThat(moved.headers().lastHeader("trace").value()).containsExactly(1);
      assertThat(two.alerts()).extracting(Alert::getKind).contains(AlertKind.EVENT_MISPLACED);
    }
  }

  @Test
  void what_can_never_be_delivered_is_not_parked() {
    dispatch.raw("ws", confluent(NEW, "ws", "1"));
    dispatch.raw("ws", null);
    dispatch.raw("ws", new byte[Parking.MOST_BYTES]);
    RecordHeaders large = new RecordHeaders();
    large.add("fat", new byte[Parking.MOST_BYTES]);
    dispatch.raw("ws", confluent(NEW, "ws", "2"), large, dispatch.now());
    assertThat(dispatch.rejected())
        .extracting(rejected -> header(rejected, "hookstream-reason"))
        .containsExactly("unreadable", "too_large", "too_large");
    assertThat(dispatch.counts.parked).isEqualTo(1);
  }
}
